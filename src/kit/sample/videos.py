"""Six thousand videos: who posted what when, and how many views and engagements each will have had in the end."""

import numpy as np
import pandas as pd

from kit.sample import words
from kit.sample.dates import draws, FIRST_POST, FLIGHT, LAST, moment
from kit.sample.people import BRANDED, brands, CAMPAIGN_SOUND, OWN, RIVALS

COUNT, DAYS = 6_000, 182.0  # videos, and days from FIRST_POST to the last post
RISING, RISING_WEEKS = "dewyshade", 8
RISING_SOUND = "7523456789012345678"
OWN_VIDEOS, HASHTAG_VIDEOS, UGC_VIDEOS = {OWN: 150, RIVALS[0]: 130, RIVALS[1]: 110}, 6, 120
VIEWS_SD, ENGAGEMENT_SD, VIEW_GAP = 1.1, 0.4, -0.1
STYLES = ("tutorial", "review", "comedy", "unboxing", "day in the life")


def plan(seed: int, people: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """One row a video: `who` (row of people), `day` (since FIRST_POST), `kind` (plain, delivery, ugc), `deal_id`."""
    r = draws(seed, "plan")
    delivered = _deliveries(r, people, deals)
    free = people.index[
        (people["account_type"] == "creator") & (people["found"] != "list") & ~people.index.isin(deals["who"])
    ]
    authors = r.choice(free, 40, replace=False)
    spread = FLIGHT[0].tz_localize("UTC") + pd.to_timedelta(r.beta(1.6, 2.2, UGC_VIDEOS) * 20.9, unit="D")
    who = np.append(authors, r.choice(authors, UGC_VIDEOS - len(authors), p=r.dirichlet(np.full(len(authors), 0.6))))
    ugc = pd.DataFrame({"who": who, "day": (spread - FIRST_POST).total_seconds() / 86400, "kind": "ugc"})
    accounts = people.index[people["brand"].notna()]
    fixed = pd.Series({i: OWN_VIDEOS[people.at[i, "brand"]] for i in accounts})
    fixed = pd.concat([fixed, pd.Series(HASHTAG_VIDEOS, index=people.index[people["found"] == "hashtag"])])
    panel = people.index[(people["found"] == "profile") & people["brand"].isna()]
    rest = COUNT - len(delivered) - len(ugc) - int(fixed.sum())
    pace = people.loc[panel, "pace"].to_numpy()
    counts = pd.concat([fixed, pd.Series(r.multinomial(rest, pace / pace.sum()), index=panel)])
    who = np.repeat(counts.index.to_numpy(), counts.to_numpy())
    plain = pd.DataFrame({"who": who, "day": r.uniform(0, DAYS, len(who)), "kind": "plain"})
    out = pd.concat([delivered, ugc, plain], ignore_index=True).sort_values("day", kind="stable", ignore_index=True)
    hour = 0.35 + 0.3 * r.beta(2, 2, len(out)) + 0.25 * (r.random(len(out)) < 0.4)
    out["day"] = np.where(out["kind"] == "plain", np.floor(out["day"]) + hour, out["day"]).clip(0, DAYS + 0.9)
    return out.sort_values("day", kind="stable", ignore_index=True)


def _deliveries(r: np.random.Generator, people: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """The videos that answer deals, all but one before due; a takeover's stands on the brand's account."""
    rows = []
    own = people.index[people["brand"] == OWN][0]
    for deal in deals[deals["posts"]].itertuples():
        due = (deal.due_on.tz_localize("UTC") - FIRST_POST).days
        start = (
            max(FLIGHT[0], deal.agreed_on) if pd.notna(deal.campaign) else deal.agreed_on + pd.Timedelta(days=5)
        ).tz_localize("UTC")
        first = (start - FIRST_POST).days
        for _ in range(int(deal.videos_agreed)):
            day = due + 6.5 if deal.role == "late" else r.uniform(first, due) + 0.5
            rows.append((own if deal.role == "takeover" else deal.who, day, "delivery", deal.deal_id))
    return pd.DataFrame(rows, columns=["who", "day", "kind", "deal_id"])


def videos(seed: int, people: pd.DataFrame, deals: pd.DataFrame, eur: pd.Series) -> pd.DataFrame:
    """The plan with ids, texts and final organic and paid counts (`views_end`, `rate_end`, `paid_end`)."""
    out = plan(seed, people, deals)
    r = draws(seed, "videos")
    n, who = len(out), people.loc[out["who"]].reset_index(drop=True)
    out["creator_id"], out["brand_account"] = who["creator_id"], who["brand"]
    out["posted_at"] = moment(out["day"].to_numpy())
    seconds = out["posted_at"].astype("int64") // 10**6
    out["video_id"] = [str((int(s) << 32) + int(k)) for s, k in zip(seconds, r.integers(0, 2**32, n), strict=True)]
    out["url"] = "https://www.tiktok.example/@" + out["creator_id"] + "/video/" + out["video_id"]
    deal = deals.set_index("deal_id").reindex(out["deal_id"]).reset_index()
    bought = out["kind"].eq("delivery") & deal["tactic"].ne("gifted")
    elsewhere = out["kind"].eq("plain") & who["brand"].isna() & (r.random(n) < 0.075)
    out["is_sponsored"] = bought | elsewhere
    out["named"] = _named(r, out, elsewhere)
    popular = who["found"].eq("hashtag")  # found by hashtag: only what did well was seen
    noise = np.where(popular, r.normal(1.3, 0.8, n), r.normal(0, VIEWS_SD, n))
    out["views_end"] = np.exp((who["log_views"] + noise + VIEW_GAP * out["is_sponsored"]).clip(upper=17.8)).clip(
        lower=3
    )
    logit = who["logit_er"] + who["gap"] * out["is_sponsored"] + r.normal(0, ENGAGEMENT_SD, n)
    out["rate_end"] = 1 / (1 + np.exp(-logit))
    hidden = deal["role"].eq("undisclosed")
    out["is_sponsored"] &= ~hidden  # paid for, and not marked as such
    usd = np.where(deal["currency"] == "EUR", eur.reindex(deal["agreed_on"]).to_numpy(), 1.0)
    out["paid_end"] = np.nan_to_num(deal["boost_spend"].astype(float) * usd / 6 * 1000 * np.exp(r.normal(0, 0.2, n)))
    own_ads = out["brand_account"].notna() & (r.random(n) < 0.2)
    strange = elsewhere & (r.random(n) < 0.12)
    out["paid_end"] = out["paid_end"].where(~(own_ads | strange), out["views_end"] * r.uniform(0.5, 4, n))
    out["is_ad"] = out["paid_end"] > 0
    known = out["brand_account"].eq(OWN) | (out["is_ad"] & out["kind"].eq("delivery") & (r.random(n) < 0.85))
    out["paid_known"] = known | (own_ads & (r.random(n) < 0.6))
    out["duration_s"] = np.round(np.exp(r.normal(3.3, 0.5, n)).clip(5, 180))
    out.loc[deal["min_duration_s"].notna() & (out["duration_s"] < deal["min_duration_s"]), "duration_s"] = 31.0
    out.loc[deal["role"].eq("short"), "duration_s"] = 12.0
    out["followers"], out["growth"], out["found"] = who["followers"], who["growth"], who["found"]
    out["tier"], out["language"] = who["tier"], who["language"]
    out["style"] = r.choice(STYLES, n, p=[0.3, 0.25, 0.2, 0.15, 0.1])
    _texts(r, out, deal)
    return out


def _named(r: np.random.Generator, out: pd.DataFrame, elsewhere: pd.Series) -> list[tuple[str, ...]]:
    """Which brands a video names: its own account's, the sponsor's, or by chance (a few name two)."""
    chance = {OWN: 0.035, RIVALS[0]: 0.045, RIVALS[1]: 0.025}
    hits = {brand: r.random(len(out)) < p for brand, p in chance.items()}
    sponsor = r.choice([RIVALS[0], RIVALS[1], ""], len(out), p=[0.3, 0.2, 0.5])
    rows: list[tuple[str, ...]] = []
    for k, (kind, account) in enumerate(zip(out["kind"], out["brand_account"], strict=True)):
        if kind != "plain":
            rows.append((OWN,))
        elif isinstance(account, str):
            rows.append((account,))
        elif elsewhere[k]:
            rows.append((sponsor[k],) if sponsor[k] else ())
        else:
            rows.append(tuple(brand for brand in chance if hits[brand][k]))
    return rows


def _texts(r: np.random.Generator, out: pd.DataFrame, deal: pd.DataFrame) -> None:
    """Captions, hashtags, mentions and sounds, written into `out`."""
    n, known = len(out), brands().set_index("brand")
    weight = np.array([1 / (k + 2) for k in range(len(words.TAGS))])
    picks = r.choice(len(words.TAGS), (n, 4), p=weight / weight.sum())
    size, way, hostile = r.integers(1, 5, n), r.integers(0, 3, n), r.random(n) < 0.012
    since = (out["posted_at"] - (LAST - pd.Timedelta(weeks=RISING_WEEKS))).dt.total_seconds().to_numpy() / 604800
    odds = np.where(since < 0, 0.004, 0.01 * np.exp(0.36 * since.clip(0)))  # 1 % of videos, then 18 % eight weeks later
    rising = (r.random(n) < odds) & out["kind"].eq("plain").to_numpy() & out["brand_account"].isna().to_numpy()
    early = (r.random(n) < 0.0006) & out["kind"].eq("plain").to_numpy()  # the branded tag was there before, rarely
    tags, mentions, captions = [], [], []
    for k, (brand_names, language) in enumerate(zip(out["named"], out["language"], strict=True)):
        mine = list(dict.fromkeys(words.TAGS[p] for p in picks[k, : size[k]]))
        said, at = "", []
        for brand in brand_names:
            if way[k] == 0 or out["kind"].iat[k] != "plain":
                mine.append(known.at[brand, "hashtags"][0])
            elif way[k] == 1:
                at.append(known.at[brand, "handles"][0])
            else:
                said = brand
        if out["kind"].iat[k] == "ugc" or early[k] or deal["hashtag"].iat[k] == BRANDED:
            mine.append(BRANDED)
        if rising[k]:
            mine.append(RISING)
        pool = words.HOSTILE if hostile[k] else words.PHRASES[language]
        captions.append(words.caption(str(pool[picks[k, 0] % len(pool)]), said, mine, at))
        tags.append(mine)
        mentions.append(at)
    out["hashtags"], out["mentions"], out["caption"] = tags, mentions, captions
    sounds = np.array([str(7400000000000000000 + 12345678901234567 * k) for k in range(24)], dtype=object)
    which = r.choice(24, n, p=r.dirichlet(np.linspace(4, 1, 24)))
    out["sound_id"] = sounds[which]
    out["sound"] = np.array([f"made-up tune {k + 1}" for k in range(24)], dtype=object)[which]
    theme = out["kind"].eq("ugc") & (r.random(n) < 0.6) | deal["sound_id"].notna()
    out.loc[theme, ["sound_id", "sound"]] = [CAMPAIGN_SOUND, "Sunny side (Kesavi)"]
    out.loc[rising & (r.random(n) < 0.5), ["sound_id", "sound"]] = [RISING_SOUND, "dewy loop"]
    silent = r.random(n) < 0.03
    out.loc[silent & ~theme, ["sound_id", "sound"]] = None
