"""Countries as ISO 3166 alpha-2, out of codes and out of names in many languages (CLDR, through babel)."""

from functools import cache
import re


@cache
def country(text: str | None) -> str | None:
    """ISO alpha-2 of a country code or of its name in a language that babel knows; None if it is neither."""
    if not text:
        return None
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper()
    return _countries().get(text.strip().lower())


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {"usa": "US", "uk": "GB", "uae": "AE", "korea": "KR", "south korea": "KR", "turkey": "TR"}
    for language in (
        "en",
        "es",
        "pt",
        "fr",
        "de",
        "it",
        "id",
        "vi",
        "th",
        "ja",
        "ko",
        "zh",
        "ru",
        "tr",
        "ar",
        "pl",
        "nl",
        "sv",
    ):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(name.lower(), code)
    return names
