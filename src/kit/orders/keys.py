"""Codes and links as shops compare them, and whose they are."""

import pandas as pd


def spelled(codes: pd.Series) -> pd.Series:
    """Codes as shops compare them: no matter the case, no white space around."""
    return codes.str.strip().str.upper().replace("", pd.NA)


def linked(links: pd.Series) -> pd.Series:
    """Links without scheme, "www." and final slash, so that two spellings of one link agree."""
    return links.str.strip().str.lower().str.replace(r"^https?://(www\.)?|/+$", "", regex=True).replace("", pd.NA)


def bare(links: pd.Series) -> pd.Series:
    """Links, `linked` already, without their query."""
    return links.str.replace(r"[?#].*$", "", regex=True).str.rstrip("/")


def owners(keys: pd.Series, deal_ids: pd.Series, shared: bool = False) -> pd.Series:
    """Key → deal; of several deals with one key the first, or none if a shared key names nobody."""
    pairs = pd.DataFrame({"key": keys, "deal_id": deal_ids}).dropna()
    pairs = pairs.drop_duplicates("key", keep=False if shared else "first")
    return pairs.set_index("key")["deal_id"]


def match(links: pd.Series, owned: pd.Series) -> pd.Series:
    """The deal whose link this is, with its query or, if the whole is nobody's, without.  owned: as of `owners`."""
    return links.map(owned).astype("string").fillna(bare(links).map(owned).astype("string"))
