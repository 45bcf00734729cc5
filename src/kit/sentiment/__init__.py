"""How comments are read: scripts, emoji, a rough English word list, or a model that lies on this computer.

Text in, labels out; nothing here estimates or compares.  A label is positive, neutral or negative, or None: not read.
"""

from kit.sentiment.emoji import Emoji, taken_out
from kit.sentiment.lexicon import in_english, read_roughly
from kit.sentiment.model import read_by_model
from kit.sentiment.scripts import EMOJI, language_code, NOTHING, script
from kit.sentiment.words import LABELS, NEGATIVE, NEUTRAL, POSITIVE, same_words, without_handles

__all__ = [
    "EMOJI",
    "LABELS",
    "NEGATIVE",
    "NEUTRAL",
    "NOTHING",
    "POSITIVE",
    "Emoji",
    "in_english",
    "language_code",
    "read_by_model",
    "read_roughly",
    "same_words",
    "script",
    "taken_out",
    "without_handles",
]
