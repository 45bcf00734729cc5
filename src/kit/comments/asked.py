"""Which comments ask, and which complain: rough rules on their words."""

import re

from kit.sentiment import in_english, NEGATIVE, same_words
from kit.sentiment.words import without_addresses

_MARKED = re.compile(r"[?؟？](?!\w)")
_WHAT = re.compile(  # English questions that are written without a mark
    r"^\W*(?:where|what|how|when|which|who|why)(?:'?s| is| are| do| does| did| can| could| much| many| long| to)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"^\W*(?:is|are|was|does|do|did|can|could|will|would|has|have) (?:it|this|that|these|they|you|u|i|we|there)\b",
    re.IGNORECASE,
)
ASKING = {  # words that only ask
    "Khmer": re.compile("តើ|ប៉ុន្មាន|ឯណា|ហេតុអ្វី|យ៉ាងម៉េច"),
    "Thai": re.compile("ไหม(?!้)|มั้ย|เท่าไหร่|เท่าไร|ที่ไหน|ยังไง|ทำไม|หรือเปล่า|รึเปล่า"),
}
_WRONG = re.compile(
    r"(?<!no )(?<!not )(?<!never )(?<!without )\b(?:scam\w*|fakes?|broke|broken|rash(?:es)?|refund\w*|expired"
    r"|leak(?:s|ed|ing)|burn(?:s|ed|t|ing)|melt(?:s|ed|ing)|damaged|faulty|rip-?off|overpriced"
    r"|too expensive|allergic|itch(?:y|es|ed)"
    r"|disappoint\w*|waste of|(?:arrived|came|delivered|shipped) (?:\w+ )?late|never (?:arrived|came|got)|wrong item"
    r"|(?:broke|breaks?) (?:me|my \w+) out|breakouts?|customer service|another ad|stopped working"
    r"|(?:does|did)(?:n'?t| not) work)\b",
    re.IGNORECASE,
)


def asks(text: str, written: str, code: str) -> bool:
    """Whether it holds a question mark (?, ؟, ？), begins as an English question does, or holds a Khmer or Thai word
    that asks."""
    plain = without_addresses(text)
    if _MARKED.search(plain):
        return bool(same_words(plain))
    if written in ASKING:
        return bool(ASKING[written].search(plain))
    plain = plain.replace("’", "'")
    return bool(_WHAT.match(plain) or _WHETHER.match(plain)) and in_english(plain, code)


def complains(text: str, code: str, rough: str | None, asking: bool) -> bool:
    """In English only: read as negative, or with a word that goes with complaints; but not where it asks whether
    ("does it leave a rash?"), nor by such a word alone where it asks at all."""
    if not in_english(text, code) or not same_words(text) or (asking and _WHETHER.match(text)):
        return False
    return rough == NEGATIVE or (not asking and bool(_WRONG.search(text.replace("’", "'"))))
