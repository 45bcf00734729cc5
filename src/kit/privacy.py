"""What must not enter a workspace: e-mails, telephone numbers, addresses, names of customers and of comment authors.

Columns that hold nothing else are dropped by their header; free text keeps its words, with e-mails and numbers masked.
Customers and comment authors are told apart by a keyed hash whose key lies outside workspace and output, so that a
shared workspace does not tell who they are, and the same person gets the same key in every import on this machine.
"""

from functools import cache
import hashlib
import hmac
import os
from pathlib import Path
import re
import secrets
import stat

from kit.errors import DataError

EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:[@＠]|\s?[(\[]at[)\]]\s?)(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?!\w)", re.IGNORECASE
)
LINK = re.compile(r"(https?://\S+|www\.\S+)", re.IGNORECASE)
CALL_LINK = re.compile(r"((?:wa\.me/|zalo\.me/|tel:|whatsapp\.com/send\S*phone=|t\.me/)\+?)\d{7,15}", re.IGNORECASE)
JOIN = r"[\s.\-()/·•‐-―_*\u200b\ufe0f\u20e3]{0,4}"  # what people put between the digits; keycap emoji are digits too
RUN = re.compile(rf"(?<!\d)(?:(?<!\w)|(?=[0+]))(?:[+＋]|00)?[(]?(?:\d{JOIN}){{7,80}}(?!\w)")
CALLED = re.compile(
    rf"\b(tel|phone|call|mobile|mob|whatsapp|wa|zalo|hotline|sđt|sdt|line|viber|telegram|cell|tlf|телефон|тел)\b(\W{{0,4}})((?:\d{JOIN}){{7,15}})(?!\w)",
    re.IGNORECASE,
)
CLOSE = re.compile(r"(?:\d[\W_]{0,4}){7}")  # without it there is no number
SPELLED = re.compile(r"(?:\d[.\s\ufe0f\u20e3-]{1,3}){7,14}\d[\ufe0f\u20e3]*")  # 1.6.4.9.9.9.2.7
APART = re.compile(r"\d[.\s\ufe0f\u20e3-]{1,3}\d[.\s\ufe0f\u20e3-]{1,3}\d")  # how one that is spelled begins
BETWEEN = re.compile(r"(\s+[-–—/|]\s*|\s*[-–—/|]\s+|\s{2,}|\n|/)")  # what stands between two numbers
DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d)(?!\d)")
GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+")
ASKED = re.compile(  # parameters of a web address that say who somebody is
    r"(?i)([?&;#](?:e-?mail|phone|tel|mobile|(?:first|last|full|user|customer)?[_-]?name|address|street|zip|postcode)"
    r"[\w-]*=)[^&;#\s]*"
)
DIGITS = 7  # of the shortest telephone number
ADDRESSES = {"landing_page", "referral_link", "url", "source_medium"}  # ids in addresses are not telephone numbers
KEYS = {"author_key", "customer_key"}
ABOUT_PEOPLE = {"orders", "comments"}
PERSONAL = re.compile(
    r"e-?mail|correo|メール|邮箱|電子郵件|(^| "
    r")(tele)?phone|mobile|telefon|teléfono|téléphone|telefone|whatsapp|電話|电话|điện thoại|"
    r"(^| )address|adresse|dirección|endereço|indirizzo|住所|地址|địa chỉ|(^| )street|(^| )zip( "
    r"|$)|postal|postcode|(^| )city( |$)|"
    r"^(billing|shipping) |first name|last name|full name|surname|customer ?name|(^| )(ip|ip address)( "
    r"|$)|birth|passport|iban|"
    r"credit card|card number|signature|(^| )bio( |$)|biography"
)
PEOPLE = re.compile(  # further, in tables about customers and comments: whoever stands there is private
    r"(^| )(name|names|customer|customer id|buyer|recipient|author|author full|author name|user|username|user "
    r"name|nickname|nick name|"
    r"handle|unique ?id|uid|sec uid|user id|avatar|avatar url|avatar thumbnail|profile|profile url|notes?|note "
    r"attributes)( |$)|author avatar"
)


def personal(header: str, table: str = "") -> bool:
    """Whether a column holds nothing but personal data, by its header."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[^\w]+|_", " ", header).strip().lower()
    return bool(PERSONAL.search(words)) or (table in ABOUT_PEOPLE and bool(PEOPLE.search(words)))


@cache
def doubtful(addresses: bool = False) -> str:
    """A pattern (RE2, for whole columns) for all that `masked`, or `masked_address`, could change, and for little else:
    a sign with something before it, seven digits close together, a digit of another script."""
    mail = r"[^\s/(\[{,;:!?#&=]@|＠|(?i:at)[)\]]"
    if addresses:
        return rf"{mail}|(?i)(wa|zalo|t)\.me/|tel:|whatsapp\.com/send|[?&;#]"
    digits = "".join(chr(n) for n in range(0x80, 0x20000) if chr(n).isdigit())
    return rf"{mail}|(?:[0-9][^0-9A-Za-z]{{0,4}}){{{DIGITS - 1}}}[0-9]|[{digits}]"


def masked_address(address: str) -> str:
    """A web address without e-mails and without what its parameters say of a person; ids and utm_* stay."""
    return ASKED.sub(r"\1[private]", masked(address, phones=False))


def masked(text: str, phones: bool = True) -> str:
    """The text with e-mail addresses and, if asked, telephone numbers replaced by a word."""
    if "@" in text or "＠" in text or "at)" in text.lower() or "at]" in text.lower():
        text = EMAIL.sub("[e-mail]", text)
    if sum(map(str.isdigit, text)) >= DIGITS:
        if "/" in text or ":" in text:
            text = CALL_LINK.sub(r"\1[phone]", text)
        if phones:
            parts = LINK.split(text) if "://" in text or "www." in text.lower() else [text]
            text = "".join(part if place % 2 else _without_numbers(part) for place, part in enumerate(parts))
    return text


def _without_numbers(text: str) -> str:
    if not CLOSE.search(text):
        return text
    if APART.search(text):
        text = SPELLED.sub("[phone]", text)
    text = RUN.sub(_number, text)
    return CALLED.sub(lambda m: f"{m[1]}{m[2]}[phone]{_tail(m[3])}", text) if CLOSE.search(text) else text


def _number(match: re.Match[str]) -> str:
    """A run of digits: a telephone number, unless it is a date, a grouped amount, an id or too short."""
    if sum(map(str.isdigit, match[0])) > 15:
        return "".join(_judged(part) for part in BETWEEN.split(match[0]))
    return _judged(match[0])


def _judged(run: str) -> str:
    tail = _tail(run)
    body = run[: len(run) - len(tail)]
    digits = sum(map(str.isdigit, DATE.sub("", body)))
    abroad = body.startswith(("+", "＋", "00"))
    if not (8 if abroad else 9) <= digits <= 15 or GROUPED.fullmatch(body):
        return run
    return "[phone]" + tail.lstrip("\ufe0f\u20e3")


def _tail(run: str) -> str:
    """What follows the last digit."""
    return re.search(r"\D*$", run)[0]  # type: ignore[index]


def pseudonym(value: str, kind: str, secret: bytes | None = None) -> str:
    """A stable name for a person that does not tell who it is: HMAC-SHA-256 under this machine's key."""
    if re.fullmatch(r"k_[0-9a-f]{32}", value):
        return value  # ours already: a table that came out of a workspace
    plain = re.sub(r"\s+", " ", value).strip().lower()
    return "k_" + hmac.new(secret or key(), f"{kind}\0{plain}".encode(), hashlib.sha256).hexdigest()[:32]


def key_file() -> Path:
    """Where the key lies: $KIT_KEY_FILE, else the user's data folder."""
    named = os.environ.get("KIT_KEY_FILE")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("kit", appauthor=False)) / "person.key"


def key() -> bytes:
    """The key, made on first use; its file is readable by its owner only."""
    path = key_file()
    try:
        if not path.exists():
            _make(path)
        if stat.S_IMODE(path.stat().st_mode) != 0o600:
            path.chmod(0o600)
        content = path.read_bytes().strip()
    except OSError as error:
        raise DataError(
            f"The key file {path} cannot be made or read ({error.strerror}); set KIT_KEY_FILE to a file of your own."
        ) from None
    if len(content) < 32:
        raise DataError(f"The key file {path} is too short to be a key; delete it to have a new one made.")
    return content


def _make(path: Path) -> None:
    """Write a new key beside and link it into place, so that two first imports agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(secrets.token_hex(32) + "\n")
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def check_outside(workspace: Path) -> None:
    """Refuse a key file that would travel with the workspace."""
    if key_file().resolve().is_relative_to(workspace.resolve()):
        raise DataError(
            f"The key file {key_file()} lies inside the workspace; set KIT_KEY_FILE to a place outside of it."
        )
