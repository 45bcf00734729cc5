"""Nothing personal enters a workspace; people become keys that only this machine can make."""

import random
import stat
import time

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from kit import privacy
from kit.errors import DataError


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write a.b+c@d-e.co.uk now", "write [e-mail] now"),
        ("jo (at) example.com", "[e-mail]"),
        ("Zalo 0901 234 567!", "Zalo [phone]!"),
        ("+49 (0)30 1234567", "[phone]"),
        ("ĐT.0901.234.567 nhé", "ĐT.[phone] nhé"),
        ("SĐT0901234567", "SĐT[phone]"),
        ("5652 673 517 - 7437 535 962", "[phone] - [phone]"),
        ("1.6.4.9.9.9.2.7", "[phone]"),
        ("๐๘๑๒๓๔๕๖๗๘", "[phone]"),
        ("tel 9123 4567 now", "tel [phone] now"),
        ("wa.me/84901234567", "wa.me/[phone]"),
        ("#0901234567", "#[phone]"),
    ],
)
def test_e_mails_and_telephone_numbers_are_masked(text, masked):
    assert privacy.masked(text) == masked


def test_numbers_written_with_keycaps_are_masked():
    assert privacy.masked("📞 " + "".join(f"{d}\ufe0f\u20e3" for d in "0912345678") + " ok") == "📞 [phone] ok"


@pytest.mark.parametrize(
    "text",
    [
        "100.000.000 views",
        "price 1.500.000 đ",
        "2024-11-12 05:04",
        "12/11/2024 - 15/11/2024",
        "video 7436254323573938177",
        "https://x.co/7436254323573938177?a=123456789012",
        "thanks @john.doe and @user7434408899268",
        "open 8-22, 3 for 2, 50% off",
    ],
)
def test_other_figures_and_mentions_stay(text):
    assert privacy.masked(text) == text


@pytest.mark.parametrize(
    "text", ["1 " * 50_000, "a" * 99_999 + "@", "a." * 50_000 + "@", "a.b@" * 20_000, "(" * 50_000]
)
def test_no_text_takes_long_to_mask(text):
    start = time.monotonic()
    privacy.masked(text)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "header",
    [
        "Email",
        "E-mail address",
        "Phone number",
        "Billing Street",
        "Shipping Zip",
        "locationMeta/address",
        "customerEmail",
    ],
)
def test_personal_columns_are_known_by_their_header(header):
    assert privacy.personal(header)


@pytest.mark.parametrize("header", ["landing_page", "video_id", "views", "Followers", "capacity"])
def test_other_columns_are_not(header):
    assert not privacy.personal(header)


def test_names_are_personal_where_the_table_is_about_customers_or_comments():
    assert privacy.personal("uniqueId", "comments")
    assert privacy.personal("Name", "orders")
    assert not privacy.personal("Name", "creators")


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    monkeypatch.setenv("KIT_KEY_FILE", str(tmp_path / "keys" / "k"))
    return tmp_path / "keys" / "k"


def test_the_key_is_made_on_first_use_for_its_owner_only(key_file):
    first = privacy.pseudonym("jo@example.com", "customer_key")
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert list(key_file.parent.iterdir()) == [key_file]
    assert privacy.pseudonym(" JO@example.com", "customer_key") == first


def test_a_key_file_that_others_could_read_is_closed(key_file):
    privacy.key()
    key_file.chmod(0o644)
    privacy.key()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_another_key_or_kind_gives_another_name(key_file, monkeypatch, tmp_path):
    first = privacy.pseudonym("jo", "customer_key")
    assert privacy.pseudonym("jo", "author_key") != first
    monkeypatch.setenv("KIT_KEY_FILE", str(tmp_path / "other"))
    assert privacy.pseudonym("jo", "customer_key") != first


def test_a_key_stays_itself_when_a_table_is_imported_again(key_file):
    name = privacy.pseudonym("jo", "customer_key")
    assert privacy.pseudonym(name, "customer_key") == name


def test_a_key_file_inside_the_workspace_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("KIT_KEY_FILE", str(tmp_path / "ws" / "k"))
    with pytest.raises(DataError, match="lies inside the workspace"):
        privacy.check_outside(tmp_path / "ws")


def test_a_short_key_file_is_refused(key_file):
    key_file.parent.mkdir()
    key_file.write_text("abc")
    with pytest.raises(DataError, match="too short"):
        privacy.key()


def test_an_address_says_nothing_of_who_came():
    address = "https://x.y/p?utm_source=a&email=m@x.org&phone=15551234567&name=Marge&ref=ANN10&first_name=M"
    masked = privacy.masked_address(address)
    assert masked == (
        "https://x.y/p?utm_source=a&email=[private]&phone=[private]&name=[private]&ref=ANN10&first_name=[private]"
    )
    assert privacy.masked_address("https://www.tiktok.com/@ann/video/7436254323573938000").endswith(
        "7436254323573938000"
    )


PIECES = [
    *("call", "09", "0901234567", "+84 901 234 567", "0 9 0 1 2 3 4 5 6 7", "a@b.com", "x (at) y.org", "[AT] k.com"),
    *("ជ", "៩", "０９０１", "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "wa.me/84901234567", "tel:090123456789", " ", "-", ".", "\n"),
    *("zalo: 0901-234-567", "12.345.678", "2025-01-01", "@name", "#a", "https://x.y/z?email=a@b.co", "é", "·", "/"),
    *("line 09.01.23.45.67", "٠٩٠١٢٣٤٥٦٧", "_", "sđt 0901 234567", "WhatsApp.com/send?x=1&phone=84901234567"),
]


@pytest.mark.parametrize("addresses", [False, True])
def test_whatever_would_be_masked_is_looked_at_when_whole_columns_are_read(addresses):
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(4000)]
    looked_at = pc.match_substring_regex(pa.array(texts), privacy.doubtful(addresses)).to_pylist()
    mask = privacy.masked_address if addresses else privacy.masked
    changed = {text: hit for text, hit in zip(texts, looked_at, strict=True) if mask(text) != text}
    missed = [text for text, hit in changed.items() if not hit]
    assert len(changed) > 1000
    assert missed == []


def test_plain_captions_are_not_looked_at():
    texts = ["Ten noodle bars in 3 days #food @pan.lab", "កាហ្វេ 12.000đ", "2 for 1, 5 pm", "✨ 100% #1"]
    assert not any(pc.match_substring_regex(pa.array(texts), privacy.doubtful()).to_pylist())
