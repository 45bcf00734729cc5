"""Words of the sample: names, captions and comments in several scripts.  All made up; none names a person.

Some are hostile on purpose (markup, formulas, direction marks): exports hold such text, and a page must survive it.
"""

import numpy as np

SYLLABLES = (
    "so",
    "va",
    "ri",
    "mel",
    "tou",
    "ki",
    "dra",
    "bel",
    "no",
    "shi",
    "len",
    "qua",
    "zo",
    "fy",
    "ora",
    "mip",
    "tal",
    "ven",
)
COUNTRIES = {  # country → language, share of creators
    "US": ("en", 0.34),
    "GB": ("en", 0.12),
    "DE": ("de", 0.10),
    "FR": ("fr", 0.08),
    "ES": ("es", 0.06),
    "KH": ("km", 0.08),
    "TH": ("th", 0.08),
    "VN": ("vi", 0.07),
    "EG": ("ar", 0.07),
}
CATEGORIES = ("skincare", "outdoor", "fitness", "family", "comedy", "food")
NAMES = {  # display names: what the channel is about, in the creator's script
    "en": (
        "Sunny side lab",
        "Slow mornings",
        "Trail & tan",
        "Two minute routine",
        "The shade report",
        "Pool day diaries",
    ),
    "de": ("Schattenplatz", "Sonne & Süßes", "Täglich draußen"),
    "fr": ("Sous le parasol", "L'été exprès", "Peau d'été"),
    "es": ("Mañanas al sol", "Piel y café", "Sin quemarse"),
    "km": ("ស្រស់ស្អាតរាល់ថ្ងៃ", "ថែស្បែកងាយៗ", "ព្រះអាទិត្យនិងខ្ញុំ"),
    "th": ("ผิวใสทุกวัน", "แดดนี้ไม่กลัว", "รีวิวของดี"),
    "vi": ("Góc chống nắng", "Da đẹp mỗi ngày", "Đi nắng không lo"),
    "ar": ("يوميات بشرة", "شمس وظل", "روتين الصباح"),
}
ODD_NAMES = (
    "<b>Bold & Bright</b>",
    "=SUM(1,2) beauty",
    "🌞🧴✨",
    "\u202eemag eht fo eman",
    'O\'Sun "SPF" | club',
    "ヒカリ 🌸 日焼け止め",
)
PHRASES = {
    "en": (
        "my honest morning routine",
        "three things I wish I knew earlier",
        "reapply with me",
        "this took me 12 tries",
        "pov: 35 °C",
        "asked and answered",
        "what I pack for the beach",
        "rating every stick I own",
        "day 4 of no burn",
    ),
    "de": ("meine ehrliche Meinung", "Routine bei 35 Grad", "was ich einpacke"),
    "fr": ("ma routine honnête", "ce que j'emporte", "test de l'été"),
    "es": ("mi rutina de verano", "lo que llevo a la playa", "opinión sincera"),
    "km": ("ទម្លាប់ពេលព្រឹករបស់ខ្ញុំ", "ថ្ងៃនេះក្តៅណាស់", "សាកល្បងជាមួយគ្នា"),
    "th": ("รีวิวจริงไม่ติดแกลม", "รูทีนตอนเช้า", "แดดแรงมากวันนี้"),
    "vi": ("đánh giá thật lòng", "quy trình buổi sáng", "hôm nay nắng quá"),
    "ar": ("روتيني الصباحي", "تجربتي بصراحة", "اليوم حر جدا"),
}
HOSTILE = (
    "<script>alert('caption')</script> new routine",
    '=HYPERLINK("https://example.com","free")',
    "| a | b |\n|---|---|\n**bold** _it_",
    "[tap](javascript:alert(1)) $$E=mc^2$$ {{ 7*7 }}",
    "\u202egnilorcs pots\u202c \u200fمرحبا",
    "</td></tr></table><h1>big</h1>",
    'line one\nline two\r\nline; three, "four"',
    "👩🏽‍🔬🏳️‍🌈 e\u0301te\u0301 " + "so " * 60 + "hot",
    "'; DROP TABLE videos; --",
    "-5+3 degrees? @SUM(A1)",
)
TAGS = (
    "sunscreen",
    "spf",
    "skincare",
    "summerroutine",
    "beachday",
    "glowup",
    "skintok",
    "morningroutine",
    "outdoors",
    "hiking",
    "travel",
    "gym",
    "grwm",
    "fyp",
    "foryou",
    "ผิวดี",
    "รีวิว",
    "ថែស្បែក",
    "chongnang",
    "عناية_بالبشرة",
    "sommer",
    "playa",
)
POSITIVE, NEUTRAL, NEGATIVE = "positive", "neutral", "negative"
COMMENTS = {
    ("en", POSITIVE): (
        "ok this actually works",
        "this slaps",
        "im dead 💀💀 so good",
        "bought it because of you, no regrets",
        "best stick I've had",
        "my skin has never been calmer",
        "obsessed",
        "finally one without a white cast",
    ),
    ("en", NEUTRAL): (
        "where can I get this?",
        "is it SPF 30 or 50",
        "does it work on dark skin?",
        "first",
        "what is the song",
        "how long does one last?",
    ),
    ("en", NEGATIVE): (
        "burned anyway, thanks",
        "another ad 🙄",
        "way too expensive",
        "it melted in my bag",
        "gave me a rash",
        "great, more plastic",
    ),
    ("km", POSITIVE): ("ល្អណាស់", "ខ្ញុំចូលចិត្តណាស់ ❤️", "ទិញហើយ ពិតជាល្អ"),
    ("km", NEUTRAL): ("ទិញនៅឯណា?", "តម្លៃប៉ុន្មាន?"),
    ("km", NEGATIVE): ("ថ្លៃពេក", "មិនល្អទេ"),
    ("th", POSITIVE): ("ดีมากกก", "ใช้แล้วชอบมาก 🥰", "ปังมาก"),
    ("th", NEUTRAL): ("ซื้อที่ไหนคะ", "ราคาเท่าไหร่"),
    ("th", NEGATIVE): ("แพงไป", "ใช้แล้วแพ้"),
    ("ar", POSITIVE): ("رائع جدا", "أحببته كثيرا ❤️", "أفضل واقي جربته"),
    ("ar", NEUTRAL): ("من أين أشتريه؟", "كم السعر؟"),
    ("ar", NEGATIVE): ("غالي جدا", "لم يعجبني"),
    ("vi", POSITIVE): ("xịn quá trời", "mua rồi, thích lắm"),
    ("vi", NEUTRAL): ("mua ở đâu vậy ạ", "giá bao nhiêu"),
    ("vi", NEGATIVE): ("đắt quá", "bết dính lắm"),
    ("", POSITIVE): ("🔥🔥🔥", "😍😍", "❤️", "👏👏👏"),
    ("", NEUTRAL): ("👀", "🤔", "..."),
    ("", NEGATIVE): ("🤮", "👎👎", "🙄"),
}
ODD_COMMENTS = ("<img src=x onerror=alert(1)>", "=1+1", "follow me for free codes >>> example.com", "\u202eyako", "")


def handles(r: np.random.Generator, n: int) -> list[str]:
    """`n` distinct handles: two to three syllables, a dot or underscore and two digits."""
    made: dict[str, None] = {}
    while len(made) < n:
        word = "".join(r.choice(SYLLABLES, r.integers(2, 4)))
        made[f"{word}{r.choice(['.', '_', ''])}{r.integers(10, 99)}"] = None
    return list(made)


def names(r: np.random.Generator, languages: list[str]) -> list[str]:
    """A display name each, in the script of its language; the odd ones are spread among the first forty."""
    made = [
        f"{r.choice(NAMES[language])} {number}" if r.random() < 0.5 else str(r.choice(NAMES[language]))
        for number, language in enumerate(languages)
    ]
    for place, name in zip(range(3, 40, 6), ODD_NAMES, strict=False):
        made[place] = name
    return made


def caption(phrase: str, keyword: str, tags: list[str], mentions: list[str]) -> str:
    """A caption as an export has it: words, then #tags, then @mentions."""
    parts = [phrase, f"feat. {keyword}" if keyword else "", *(f"#{t}" for t in tags), *(f"@{m}" for m in mentions)]
    return " ".join(p for p in parts if p)


def comment_texts(r: np.random.Generator, languages: np.ndarray, sentiments: np.ndarray) -> list[str]:
    """A text each; about one in a hundred is odd (markup, a formula, spam, nothing)."""
    tails = ("", "", "", " !!", " 😂", " ✨", " pls", " ❤️‍🔥")
    texts = [
        str(r.choice(COMMENTS[language, sentiment])) + str(tails[r.integers(len(tails))])
        for language, sentiment in zip(languages, sentiments, strict=True)
    ]
    for place in np.flatnonzero(r.random(len(texts)) < 0.01):
        texts[place] = ODD_COMMENTS[r.integers(len(ODD_COMMENTS))]
    return texts


def keys(r: np.random.Generator, n: int) -> np.ndarray:
    """`n` strings that look like an HMAC (32 hex digits); made up, no key stands behind them."""
    digits = r.integers(0, 2**32, (n, 4), dtype=np.uint64)
    return np.array(["".join(f"{part:08x}" for part in row) for row in digits], dtype=object)
