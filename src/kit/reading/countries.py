"""Countries as ISO 3166 alpha-2, out of codes and out of names in many languages (CLDR, through babel)."""

from functools import cache
import re

LANGUAGES = ["en", "es", "pt", "fr", "de", "it", "id", "vi", "th", "ja", "ko", "zh", "ru", "tr", "ar", "pl", "nl", "sv"]
USUAL = {"usa": "US", "us": "US", "uk": "GB", "uae": "AE", "korea": "KR", "southkorea": "KR", "turkey": "TR"}


@cache
def country(text: str | None) -> str | None:
    """ISO alpha-2 of a country's code or of its name in one of LANGUAGES; None if it is neither."""
    plain = _letters(text or "")
    known = _countries()
    return known.get(plain) or (plain.upper() if plain.upper() in known.values() else None)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).lower()


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names = dict(USUAL)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB"):
                names.setdefault(_letters(name), code)
    return names
