"""What names a brand: hashtags, handles, sounds and captions, in whatever pieces captions are looked through."""

import pandas as pd
import pytest

from kit.benchmarking.voice import heard as module
from kit.benchmarking.voice.heard import heard
from kit.frames import conform

BRANDS = conform(
    "brands",
    pd.DataFrame(
        {
            "brand": ["Lotus", "Mint"],
            "role": ["own", "competitor"],
            "hashtags": [["#Lotus"], None],
            "handles": [["@lotus.home"], []],
            "keywords": [["Lotus", "ផ្កា"], ["mint tea"]],
            "sound_ids": [["77"], None],
        }
    ),
)
SAID = [  # caption, hashtags, mentions, sound, collected for; which brands are named
    ("a lotus, at last", [], None, None, None, "Lotus"),
    ("lotuses are no lotus_1", None, [], None, None, ""),
    ("LOTUS\nand Mint Tea", None, None, None, None, "Lotus Mint"),
    ("mint\ntea", None, None, None, None, "Mint"),
    ("ខ្ញុំចូលចិត្តផ្កាណាស់", None, None, None, None, "Lotus"),
    (None, ["food", "LOTUS"], None, None, None, "Lotus"),
    (None, ["lotus"], None, None, "#Lotus", ""),
    ("lotus", ["lotus"], ["Lotus.Home"], None, "lotus", "Lotus"),
    ("lotus", [], [], "78", "lotus", ""),
    ("mint", [], [], "77", None, "Lotus"),
    (None, None, ["lotus.homes"], None, None, ""),
]


@pytest.mark.parametrize("pieces", [1, 2, 3, 100])
def test_a_mention_is_found_wherever_the_captions_are_cut(monkeypatch, pieces):
    monkeypatch.setattr(module, "CAPTIONS", pieces)
    columns = ("caption", "hashtags", "mentions", "sound_id", "collected_for")
    videos = pd.DataFrame([dict(zip(columns, one, strict=False)) for one in SAID])
    videos = conform("videos", videos.assign(video_id=[str(n) for n in range(len(SAID))], creator_id="ann"))
    found = heard(videos, BRANDS)
    assert [" ".join(BRANDS["brand"][row]) for row in found] == [said[-1] for said in SAID]


def test_nothing_is_found_without_videos_or_brands():
    videos = conform("videos", pd.DataFrame({"video_id": ["1"], "creator_id": ["ann"], "caption": ["lotus"]}))
    assert heard(videos, BRANDS.iloc[:0]).shape == (1, 0)
    assert heard(videos.iloc[:0], BRANDS).shape == (0, 2)
