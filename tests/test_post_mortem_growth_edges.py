"""The three questions on growth on bad data."""

import pandas as pd
import pytest

from growth_worlds import campaign, mature_ones, world
from kit.post_mortem.deliveries import counted
from kit.post_mortem.growth.ages import at_days
from kit.post_mortem.growth.own_normal import own_normal
from kit.post_mortem.growth.projected_views import projected_views
from kit.post_mortem.growth.projection import projected
from kit.post_mortem.growth.same_age import same_age
from spring import SENT, TABLES, VIDEOS

ASK = (same_age, projected_views, own_normal)


BROKEN = {
    "as it is": {},
    "no delivery is known": {"deliveries": SENT[:0]},
    "a video in two deals": {"deliveries": [*SENT, {"deal_id": "D3", "video_id": "1"}]},
    "one video": {"deliveries": SENT[:1]},
    "no video is there": {"videos": VIDEOS[5:]},
    "no views": {"videos": [v | {"views": None} for v in VIDEOS]},
    "zero views": {"videos": [v | {"views": 0, "likes": 0, "comments": 0, "shares": 0} for v in VIDEOS]},
    "no times": {"videos": [v | {"captured_at": None, "posted_at": None} for v in VIDEOS]},
    "gone": {"videos": [v | {"status": "private"} for v in VIDEOS]},
    "captured before it was posted": {"videos": [v | {"captured_at": "2026-04-01T00:00Z"} for v in VIDEOS]},
    "no dates": {"campaigns": [TABLES["campaigns"][0] | {"starts_on": None, "ends_on": None}]},
}


@pytest.mark.parametrize("name", BROKEN)
def test_bad_data_never_break(tmp_path, name):
    given = world(tmp_path, **BROKEN[name])
    for ask in ASK:
        found = ask(given)
        assert found.to_json()
        assert found.takeaway.endswith((".", "w"))
        assert "nan" not in found.takeaway.lower()
        assert found._repr_mimebundle_()


def test_questions_do_not_write_into_what_they_share(tmp_path):
    given = campaign(tmp_path, mature_ones(40))
    before = [frame.copy() for frame in (counted(given), projected(given), at_days(given))]
    for ask in ASK:
        ask(given)
    for left, right in zip(before, (counted(given), projected(given), at_days(given)), strict=True):
        pd.testing.assert_frame_equal(left, right)
