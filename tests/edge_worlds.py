"""Small workspaces at the edges of what exports can hold, each with the tables that benchmarking reads."""

from collections.abc import Callable
import copy
import datetime as dt

from tiny import creator, video

Tables = dict[str, list[dict]]
WORLDS: dict[str, Callable[[], Tables]] = {}
FIRST = dt.datetime(2026, 4, 6, 0, 30)
STYLES = ("entertain", "educate", "inspire")
HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1|cmd",
    "រតនា ស្រី",
    "عمر الخيام",
    "👩‍👩‍👧🔥",
    "\u202eevil\u2068",
    "a; b. c (d)",
    "**bold** [x](http://x)",
    "`code` & | pipe",
    "nan",
    "None",
    "  ",
)


def world(build: Callable[[], Tables]) -> Callable[[], Tables]:
    WORLDS[build.__name__] = build
    return build


def full(people: int = 12, each: int = 10) -> Tables:
    """The usual with comments, labels, audiences and the days of our own account."""
    made = usual(people, each)
    return made | {
        "comments": [comment(k, k % min(people * each, 40)) for k in range(130)],
        "labels": [
            {"item_kind": "video", "item_id": f"{k + 1:03}", "coder": who, "field": "content_style", "value": style}
            for k in range(min(60, people * each))
            for who in ("ann", "bob")
            for style in [STYLES[(k + (who == "bob" and k % 9 == 0)) % 3]]
        ],
        "audience": [
            {"creator_id": f"c{c:02}", "dimension": d, "value": v, "share": s, "captured_at": "2026-06-20T12:00Z"}
            for c in range(0, people, 2)
            for d, v, s in (
                ("country", "KH", 0.6 + c / 100),
                ("country", "TH", 0.4 - c / 100),
                ("age", "18-24", 0.5),
                ("age", "25-34", 0.5),
                ("gender", "female", 0.7),
                ("gender", "male", 0.3),
            )
        ],
        "daily": [
            {"date": f"{FIRST + dt.timedelta(days=n):%Y-%m-%d}", "series": series, "value": base + (n * 17) % 90 + n}
            for n in range(80)
            for series, base in (("video_views", 500.0), ("followers", 10_000.0))
        ],
    }


def comment(k: int, video: int) -> dict:
    said = ("love it", "this is a scam", "where can I buy this?", "ល្អណាស់", "first")
    return {
        "comment_id": f"k{k}",
        "video_id": f"{1 + video:03}",
        "text": f"{said[k % 5]} {k}",
        "language": "km" if k % 5 == 3 else "en",
        "likes": k % 4,
        "posted_at": "2026-06-01T12:00Z",
        "captured_at": "2026-06-20T12:00Z",
    }


def usual(people: int = 12, each: int = 10) -> Tables:
    """Creators of two tiers with a video a week, two brands, some deals."""
    creators, videos = [], []
    for c in range(people):
        who, fans = f"c{c:02}", 20_000 + 500 * c if c % 2 else 90_000 + 1_000 * c
        facts = {
            "name": f"Creator {c}",
            "country": ("KH", "TH")[c % 2],
            "language": ("km", "th")[c % 2],
            "category": ("beauty", "food", "tech")[c % 3],
            "account_type": "creator",
        }
        for n, month in enumerate((2, 3, 4, 5, 6)):
            creators.append(
                creator(who, round(fans * 1.02 ** (n + c / 10)), **facts, captured_at=f"2026-{month:02}-20T12:00Z")
            )
        for n in range(each):
            k = c * each + n
            views = 4_000 + 37 * ((k * 7919) % 401) + 900 * (c % 5)
            posted = FIRST + dt.timedelta(days=n * 70 // each + c % 5, hours=(5 * k) % 24)
            videos.append(
                video(
                    f"{k + 1:03}",
                    who,
                    views,
                    views * (30 + (k * 31) % 50) // 1000,
                    views * (k % 7) // 2000,
                    views * (k % 5) // 2500,
                    posted_at=f"{posted:%Y-%m-%dT%H:%MZ}",
                    captured_at="2026-06-20T12:00Z",
                    caption=f"video {k}" + " Glow" * (k % 5 == 0),
                    hashtags=["daily", *(["us"] if k % 4 == 0 else ["them"] if k % 4 == 1 else ["fresh"])],
                    mentions=["them"] if k % 6 == 0 else [],
                    sound_id=f"90{k % 3}",
                    sound=f"Song {k % 3}",
                    duration_s=float(8 + (k * 13) % 70),
                    is_sponsored=k % 5 == 0,
                    is_ad=False,
                    collected_by="profile",
                )
            )
    return {
        "creators": creators,
        "videos": videos,
        "brands": [
            {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"], "keywords": ["Glow"]},
            {"brand": "Them", "role": "competitor", "handles": ["them"], "hashtags": ["them"]},
        ],
        "deals": [
            {
                "deal_id": f"d{c}",
                "creator_id": f"c{c:02}",
                "status": "agreed",
                "fee": 100.0 + 10 * c,
                "currency": "USD",
                "videos_agreed": 1,
                "agreed_on": "2026-05-01",
            }
            for c in range(min(3, people))
        ],
        "deliveries": [{"deal_id": "d0", "video_id": "001"}],
    }


def changed(base: Tables | None = None, /, **tables: Callable[[dict], dict | None]) -> Tables:
    """The usual world with each row of these tables passed through a function; None drops the row."""
    made = copy.deepcopy(usual() if base is None else base)
    for name, change in tables.items():
        made[name] = [row for one in made[name] if (row := change(one)) is not None]
    return {name: rows for name, rows in made.items() if rows}


def videos_with(**values: object) -> Tables:
    return changed(videos=lambda row: row | values)


@world
def the_usual() -> Tables:
    return full()


@world
def nothing_at_all() -> Tables:
    return {}


@world
def creators_without_videos() -> Tables:
    return changed(full(), videos=lambda row: None)


@world
def one_creator_one_video() -> Tables:
    return usual(1, 1)


@world
def one_creator_many_videos() -> Tables:
    return usual(1, 60)


@world
def two_creators() -> Tables:
    return usual(2, 8)


@world
def one_video_each() -> Tables:
    return usual(14, 1)


@world
def three_videos_each_of_six() -> Tables:
    return usual(6, 3)


@world
def no_views_at_all() -> Tables:
    return videos_with(views=0, likes=0, comments=0, shares=0)


@world
def some_without_views() -> Tables:
    zero = {"views": 0, "likes": 0, "comments": 0, "shares": 0}
    return changed(videos=lambda row: row | (zero if int(row["video_id"]) % 3 == 0 else {}))


@world
def views_unknown() -> Tables:
    return videos_with(views=None)


@world
def likes_unknown() -> Tables:
    return videos_with(likes=None)


@world
def no_engagement() -> Tables:
    return videos_with(likes=0, comments=0, shares=0)


@world
def everybody_likes() -> Tables:
    return changed(videos=lambda row: row | {"likes": row["views"], "comments": 0, "shares": 0})


@world
def boosted_without_split() -> Tables:
    return videos_with(is_ad=True)


@world
def found_by_hashtag() -> Tables:
    return changed(full(), videos=lambda row: row | {"collected_by": "hashtag", "collected_for": "us"})


@world
def found_by_unknown_ways() -> Tables:
    return videos_with(collected_by=None)


@world
def too_young() -> Tables:
    return changed(full(), videos=lambda row: row | {"captured_at": row["posted_at"]})


@world
def without_posting_dates() -> Tables:
    return videos_with(posted_at=None)


@world
def without_capture_times() -> Tables:
    return changed(videos=lambda row: row | {"captured_at": None}, creators=lambda row: row | {"captured_at": None})


@world
def followers_unknown() -> Tables:
    return changed(creators=lambda row: row | {"followers": None})


@world
def followers_zero() -> Tables:
    return changed(creators=lambda row: row | {"followers": 0})


@world
def followers_fall_to_zero() -> Tables:
    def fallen(row: dict) -> dict:
        left = {"05": 0.2, "06": 0.0}.get(row["captured_at"][5:7], 1.0)
        return row | {"followers": round(row["followers"] * left)}

    return changed(creators=fallen)


@world
def few_followers() -> Tables:
    return changed(creators=lambda row: row | {"followers": row["followers"] // 1000})


@world
def only_brands_accounts() -> Tables:
    return changed(full(), creators=lambda row: row | {"account_type": "brand"})


@world
def one_brand() -> Tables:
    return changed(brands=lambda row: row if row["brand"] == "Us" else None)


@world
def no_brands() -> Tables:
    return changed(brands=lambda row: None)


@world
def two_brands_unheard() -> Tables:
    return changed(brands=lambda row: {"brand": row["brand"], "role": row["role"], "hashtags": ["nowhere"]})


@world
def two_own_brands() -> Tables:
    return changed(brands=lambda row: row | {"role": "own"})


@world
def only_the_other_is_heard() -> Tables:
    return changed(
        brands=lambda row: row if row["brand"] == "Them" else row | {"hashtags": ["nowhere"], "keywords": []}
    )


@world
def everybody_names_everyone() -> Tables:
    return videos_with(hashtags=["us", "them"])


@world
def a_viral_video() -> Tables:
    hit = {"views": 1_000_000_000, "likes": 20_000_000}
    return changed(videos=lambda row: row | (hit if row["video_id"] == "005" else {}))


@world
def all_alike() -> Tables:
    def same(row: dict) -> dict:
        day = row["posted_at"][:11] + "12:30Z"
        return row | {"views": 1000, "likes": 40, "comments": 5, "shares": 5, "posted_at": day, "duration_s": 20.0}

    return changed(videos=same, creators=lambda row: row | {"followers": 20_000})


@world
def one_name_for_all() -> Tables:
    return changed(full(), creators=lambda row: row | {"name": "Sok Dara"})


@world
def hostile_texts() -> Tables:
    def texts(row: dict) -> dict:
        k = int(row["video_id"])
        evil = HOSTILE[k % len(HOSTILE)]
        tags = {"us": HOSTILE[0], "them": HOSTILE[3], "fresh": HOSTILE[4], "daily": HOSTILE[5]}
        return row | {
            "caption": evil,
            "sound": HOSTILE[k % 3],
            "hashtags": [tags[t] for t in row["hashtags"]],
            "sound_id": f"={row['sound_id']}",
        }

    def who(row: dict) -> dict:
        c = int(row["creator_id"][1:])
        return row | {"name": HOSTILE[c % 12], "category": HOSTILE[c % 3], "country": "<b>", "language": "=x"}

    names = {"Us": HOSTILE[0], "Them": HOSTILE[3]}
    made = changed(
        full(),
        videos=texts,
        creators=who,
        brands=lambda row: row | {"brand": names[row["brand"]], "hashtags": [names[row["brand"]]], "keywords": ["."]},
        comments=lambda row: row | {"text": HOSTILE[int(row["comment_id"][1:]) % 12] + "?", "language": "<i>"},
        labels=lambda row: row | {"value": HOSTILE[STYLES.index(row["value"])]},
        audience=lambda row: row | {"value": f"<u>{row['value']}</u>"},
        daily=lambda row: row | {"series": f"@<x>.\u202e {row['series']}"},
    )
    return made


@world
def all_sponsored() -> Tables:
    return videos_with(is_sponsored=True)


@world
def none_sponsored() -> Tables:
    return videos_with(is_sponsored=False)


@world
def sponsored_unknown() -> Tables:
    return videos_with(is_sponsored=None, is_ad=None)


@world
def comments_without_text() -> Tables:
    return changed(full(), comments=lambda row: row | {"text": None})


@world
def one_comment() -> Tables:
    return changed(full(), comments=lambda row: row if row["comment_id"] == "k2" else None)


@world
def comments_labelled() -> Tables:
    made = full()
    made["labels"] = [
        {"item_kind": "comment", "item_id": f"k{k}", "coder": who, "field": "sentiment", "value": value}
        for k in range(130)
        for who in ("ann", "bob")
        for value in [("positive", "negative", "neutral", "positive", "neutral")[(k + (k % 17 == 0)) % 5]]
    ]
    return made


@world
def labelled_by_one() -> Tables:
    return changed(full(), labels=lambda row: row if row["coder"] == "ann" else None)


@world
def coders_disagree() -> Tables:
    return changed(
        full(),
        labels=lambda row: row | {"value": STYLES[(int(row["item_id"]) * (1 if row["coder"] == "ann" else 2)) % 3]},
    )


@world
def one_style_only() -> Tables:
    return changed(full(), labels=lambda row: row | {"value": "educate"})


@world
def audience_sums_to_two() -> Tables:
    return changed(full(), audience=lambda row: row | {"share": min(1.0, row["share"] * 2)})


@world
def two_weeks_of_videos() -> Tables:
    return changed(videos=lambda row: row | {"posted_at": f"2026-06-{1 + int(row['video_id']) % 12:02}T10:30Z"})


@world
def years_ago() -> Tables:
    return changed(videos=lambda row: row | {"posted_at": row["posted_at"].replace("2026", "2019")})


@world
def own_account_of_few_days() -> Tables:
    return changed(full(), daily=lambda row: row if row["date"] >= "2026-06-12" else None)


@world
def own_account_stands_still() -> Tables:
    return changed(full(), daily=lambda row: row | {"value": 0.0 if row["series"] == "video_views" else 5.0})


@world
def impossible_counts() -> Tables:
    return videos_with(views=10, likes=5_000)


@world
def an_odd_account() -> Tables:
    """One of twelve of a tier: many times the likes, twice the followers since May, one comment over and over."""

    def follows(row: dict) -> dict:
        jumped = row["creator_id"] == "c03" and row["captured_at"] > "2026-05"
        return row | {"followers": (20_000 + int(row["creator_id"][1:]) * 37) * (1 + jumped)}

    def liked(row: dict) -> dict:
        return row | ({"likes": row["views"] * 6 // 10} if row["creator_id"] == "c03" else {})

    made = changed(creators=follows, videos=liked)
    made["comments"] = [
        comment(k, 10 * (k % 12) + k % 7) | ({"text": "so so good"} if k % 12 == 3 else {}) for k in range(300)
    ]
    return made


@world
def without_names() -> Tables:
    return changed(full(), creators=lambda row: row | {"name": None, "country": None, "category": None})


@world
def fees_in_two_currencies() -> Tables:
    return changed(deals=lambda row: row | {"currency": "EUR" if row["deal_id"] == "d1" else "USD"})
