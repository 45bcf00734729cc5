"""Emoji and TikTok's own stickers: what they say of a comment.

VADER translates emoji into their names and reads these (🔥 "fire" is −0.34), so emoji are taken out of the text and
looked up here, by how they are used under videos:

+1  hearts, smiles, applause, 🔥 💯 👑 (praise of a video or product); hearts stand under anything, so they weigh little
−1  disgust, anger, boredom, mockery: 🤮 👎 🙄 🤡, and 🧢 (cap: a lie), 🚩
0   what goes with praise as well as with grief or irony: 💀 😭 ("I'm dead", laughing), 😂 🤣 (with or at somebody),
    😩 🥺 🙏 (wanting), 😱 🤯 (amazed or appalled), ✨ (ornament, often ironic), 👀 🤔 (looking)

No corpus of TikTok comments stands behind it: it is a judgement, and hand labels correct what it gets wrong.
"""

import re
from typing import NamedTuple

_DRAWN_AS = {
    1: "❤♥❣🧡💛💚💙💜🤎🖤🤍🩷🩵🩶💕💖💗💓💞💘💝💟🫶💌💋😍🥰😘😚😙😗😻🤩😊☺😇🤗😁😄😃😀😆🙂😋🤤😌🥹😎😺😸"
    "👏🙌👍👌🤌🤝💪🤟🤙🔥💯👑🏆🥇⭐🌟🎉🎊🥳💐🌹💎🫰",
    -1: "🤮🤢👎🙄😒😡😠🤬👿🖕💩🤡🚩🗑🧢🤥🥱😑😐🤦💔😢😞😔☹🙁😟😕😖😣😾😿🤕🤒",
    0: "💀☠😭😂🤣😹😅🥺🥲🙏😩😫😱🤯😳😮😲😯👀🤔🧐🤨😏😬😤🫠🫣🙈🙊🙉😶🤐🤭🤫😴✨💅🫡🤷✅❌❓❔❗‼⁉➕👇👆👉👈📌🛒"
    "🎵🎶💸💰😵🥵🥶💦👋🤞🍀🌸🌺🌷🌈☀🌞",
}
_WRITTEN_AS = {  # TikTok writes its own emoji as words in brackets
    1: "smile happy lovely loveface yummy joyful cute excited proud wow cool greedy angel smileface",
    -1: "angry rage wronged disdain sulk weep slap facewithrollingeyes speechless",
    0: "cry tears laugh laughwithtears laughcry funnyface embarrassed surprised shout flushed complacent drool scream "
    "wicked thinking hehe stun blink astonish evil pride nap awkward shock",
}
VALENCE = {emoji: value for value, several in _DRAWN_AS.items() for emoji in several}
STICKERS = {word: value for value, several in _WRITTEN_AS.items() for word in several.split()}
_CODED = re.compile(r"\[(" + "|".join(sorted(STICKERS, key=len, reverse=True)) + r")\]", re.IGNORECASE)
_DRAWN = re.compile(
    "[\U0001f000-\U0001faff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u203c\u2049\u2934\u2935\u3030\u303d\u20e3\ufe0f\u200d]"
)
_JOINS = "\ufe0f\u200d\u20e3"  # variation selector, joiner, keycap: parts of an emoji
_SHAPES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u20e3]")  # skin tones and variants mean nothing


class Emoji(NamedTuple):
    """A comment without its emoji; how many kinds of them are in the table; and what these say together."""

    words: str
    known: int
    valence: int
    any: bool


def taken_out(text: str) -> Emoji:
    """Each kind counts once, however often it is repeated; the sign of their sum is the valence."""
    if text.isascii() and "[" not in text:
        return Emoji(text, 0, 0, False)
    coded = {word.lower() for word in _CODED.findall(text)}
    words = _CODED.sub(" ", text) if coded else text
    drawn = {c for c in _DRAWN.findall(words) if c not in _JOINS and not _SHAPES.match(c)}
    values = [VALENCE[c] for c in drawn if c in VALENCE] + [STICKERS[c] for c in coded]
    total = sum(values)
    plain = _between_letters(words) if drawn else words.replace("\ufe0f", "")
    return Emoji(plain, len(values), (total > 0) - (total < 0), bool(drawn or coded))


def _between_letters(text: str) -> str:
    """Emoji become blanks; a joiner between letters shapes words in some scripts and stays."""
    made = _DRAWN.sub(lambda m: m[0] if m[0] == "\u200d" else " ", text)
    return re.sub("(?<![^\\s])\u200d|\u200d(?![^\\s])", "", made)
