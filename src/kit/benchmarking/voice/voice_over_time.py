"""Is our share of voice growing?  Weeks or four weeks side by side, whole ones only."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit import estimate
from kit.benchmarking.voice.mentions import collected_caveat, compared, of_campaigns, sponsored
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import cannot_be
from kit.wording import day, name, percent, plural
from kit.wording import estimate as said

READ = ("creator_id", "posted_at", "captured_at", "collected_by")
WEEK, DAY = pd.Timedelta("7D"), pd.Timedelta("1D")
MOST = 12  # periods shown; with more whole weeks than that, periods are four weeks long
COMPARED = 4  # weeks that are set against as many before them
MANY_NEW = 0.2  # share of creators without an earlier video from which that is said
COLUMNS = (
    Column("starts_on", "Period", "date"),
    Column("brand", "Brand"),
    Column("share_of_voice", "Share of voice", "rate", "share of mentions"),
    Column("share_of_voice_low", "from", "rate"),
    Column("share_of_voice_high", "to", "rate"),
    Column("mentions", "Its mentions", "number"),
    Column("videos", "Videos of all brands", "count"),
    Column("creators", "Creators", "count"),
    Column("new_creators", "New in the data", "count", "creators"),
    Column("ends_on", "Last day", "date", hidden=True),
)


@dataclass(frozen=True)
class Periods:
    """Equal periods back from `end` (a Monday, midnight UTC): how many, and how many weeks each."""

    end: pd.Timestamp
    number: int
    weeks: int
    whole_weeks: int

    @property
    def words(self) -> str:
        return "week" if self.weeks == 1 else f"{self.weeks} weeks"

    def place(self, posted: pd.Series) -> pd.Series:
        """0 for the newest period, 1 for the one before …; missing outside them and where the day is unknown."""
        place = np.ceil((self.end - posted) / (self.weeks * WEEK)) - 1
        return place.where((place >= 0) & (place < self.number))


@question("voice_over_time", "Is our share of voice growing?", priority=48, brands=("brand",), videos=("posted_at",))
def voice_over_time(data: Data) -> Finding:
    """Each brand's share of the videos that mention one, by whole weeks (Monday to Sunday, UTC) or four of them.

    Parts, accounts and intervals as in `share_of_voice`.  Whether the share of our brand (else of the one that is
    mentioned most) rises: its share in the last four whole weeks over that in the four before, creators as clusters.
    It is called a rise (or fall) only where the newest week's share lies on the same side of the four before: four
    weeks that hold a burst which has passed are no rise.
    """
    parts = compared(data)
    videos = data.videos[list(READ)]
    periods = whole_periods(videos["posted_at"])
    place = periods.place(videos.loc[parts.index, "posted_at"])
    parts = parts[place.notna()]
    if parts.empty:
        raise NotShown(f"No video of the last {periods.number} whole periods mentions a brand; import newer videos.")
    used, place = videos.loc[parts.index], place[place.notna()].astype(int)
    began = videos.groupby("creator_id")["posted_at"].min()
    periods = replace(periods, number=int(place.max()) + 1)  # from the first that mentions a brand
    brand = data.brand if data.brand in parts else str(parts.sum().idxmax())
    parts = parts[[brand, *parts.drop(columns=brand).sum().sort_values(ascending=False, kind="stable").index]]
    recent = last_weeks(used["posted_at"], periods.end)
    return answer(
        data,
        f"{sentence(brand, parts, used, recent, periods)} {campaigned(data, parts[brand] > 0, recent)}".strip(),
        over_time(parts, used, place, periods, began),
        COLUMNS,
        doubts=[newcomers(used, recent, began), unseen(data, used, videos, periods), collected_caveat(used)],
        caveat=bought(parts[brand] > 0, sponsored(data).loc[parts.index, brand], recent),
        n={"videos": len(used), "creators": int(used["creator_id"].nunique())},
        left_out={"videos that mention a brand, outside these periods": len(compared(data)) - len(used)}
        | cannot_be(data.videos, dates=True),
        sources=("videos", "brands"),
        definitions={
            "Periods": f"{'Weeks' if periods.weeks == 1 else 'Four weeks each'}, Monday to Sunday (UTC), the last "
            f"{periods.number} whole ones, up to {day(periods.end - DAY)}; later days make no whole week yet.",
            "New in the data": "Creators who mention a brand and have no earlier video here: with them a share can "
            "change though nobody speaks differently.",
        },
    )


def whole_periods(posted: pd.Series) -> Periods:
    """The whole weeks between the first and the newest video; NotShown below two."""
    first, newest = posted.min().normalize(), posted.max().normalize() + DAY
    start = first + DAY * (-first.weekday() % 7)
    end = newest - DAY * newest.weekday()
    weeks = max((end - start) // WEEK, 0)
    if weeks < 2:
        raise NotShown(
            f"The videos cover {plural(weeks, 'whole week')} (Monday to Sunday); a change of voice needs two. Widen "
            "posted_from and posted_to, or import earlier videos."
        )
    length = 1 if weeks <= MOST else COMPARED
    return Periods(end, min(MOST, weeks // length), length, weeks)


def over_time(
    parts: pd.DataFrame, used: pd.DataFrame, place: pd.Series, periods: Periods, began: pd.Series
) -> pd.DataFrame:
    """One row a brand and period, brand by brand as they stand in `parts`, the oldest period first.  began: the first
    day of each creator's videos."""
    counts = parts.groupby([place, pd.factorize(used["creator_id"])[0]]).sum()
    there = set(counts.index.get_level_values(0))
    shares = {k: estimate.share(counts.loc[k] if k in there else counts.iloc[:0]) for k in range(periods.number)}
    table = pd.concat(shares, names=["place"]).reset_index()
    begins = (periods.end - (table["place"] + 1) * periods.weeks * WEEK).dt.tz_localize(None)
    table = table.rename(columns={"value": "share_of_voice", "n": "mentions"}).rename(
        columns={end: f"share_of_voice_{end}" for end in ("low", "high")}
    )
    table = table.assign(starts_on=begins, ends_on=begins + periods.weeks * WEEK - DAY)
    table = table.join(speakers(used, place, periods, began), on="place")
    order = parts.columns.get_indexer(table["brand"])
    return table.assign(order=order).sort_values(["order", "starts_on"], ignore_index=True).drop(columns="order")


def speakers(used: pd.DataFrame, place: pd.Series, periods: Periods, began: pd.Series) -> pd.DataFrame:
    """One row a period: videos that mention a brand, their creators, and those without an earlier video here."""
    start = periods.end - (place + 1) * periods.weeks * WEEK
    first = used["creator_id"].map(began)
    per = used.assign(place=place, new=used["creator_id"].where(first >= start)).groupby("place")
    facts = {"videos": per.size(), "creators": per["creator_id"].nunique(), "new_creators": per["new"].nunique()}
    return pd.DataFrame(facts).reindex(range(periods.number), fill_value=0)


def last_weeks(posted: pd.Series, end: pd.Timestamp) -> pd.Series:
    """1 in the last four whole weeks, 0 in the four before, missing elsewhere."""
    recent = (posted >= end - COMPARED * WEEK).astype("float64")
    return recent.where((posted < end) & (posted >= end - 2 * COMPARED * WEEK))


def sentence(brand: str, parts: pd.DataFrame, used: pd.DataFrame, recent: pd.Series, periods: Periods) -> str:
    """The brand's share in the last four weeks over that in the four before, and what the newest week says to it."""
    last, creators = recent == 1, used["creator_id"]
    if not told(recent, periods):
        shown = f"{plural(periods.whole_weeks, 'whole week')} of videos"
        few = shown if periods.whole_weeks < 2 * COMPARED else "eight weeks of which four or more have no mention"
        return f"Whether the voice of {name(brand)} grows cannot be told from {few}: it needs mentions in eight weeks."
    here = estimate.share(parts[last].groupby(pd.factorize(creators[last])[0]).sum()).loc[brand]
    gap = estimate.ratio_gap(parts[brand], np.ones(len(parts)), creators, recent)
    share = said(here["value"], here["low"], here["high"])
    text = f"{name(brand)} has {share} of the mentions of the last four whole weeks"
    before = float(parts.loc[recent == 0, brand].mean())
    newest = parts.loc[used["posted_at"] >= periods.end - WEEK, brand]
    week = f"{percent(newest.mean())} of {plural(len(newest), 'video')}" if len(newest) else "no mention of any brand"
    week = f"{week} in the newest (to {day(periods.end - DAY)})"
    if pd.isna(gap.value):
        return f"{text}, and had {percent(before)} in the four before; {week}."
    times = f"{said(gap.value, gap.low, gap.high, 'number')} times its share of the four before"
    return f"{text}, {times}{verdict(gap, float(newest.mean()), before)} {week}."


def told(recent: pd.Series, periods: Periods) -> bool:
    """Whether there are four weeks and four before, with mentions in both."""
    return periods.whole_weeks >= 2 * COMPARED and bool((recent == 1).any() and (recent == 0).any())


def verdict(gap: estimate.Estimate, newest: float, before: float) -> str:
    """Whether the share changed, and how the newest week's share goes on from it."""
    if pd.isna(gap.low):
        return ", from too few creators to call it a change;"
    if not (gap.low > 1 or gap.high < 1):
        return ", no clear change;"
    if gap.low > 1 and newest > before:
        return ", a clear rise;"
    return ", a clear fall;" if gap.high < 1 and newest < before else ", but"


def campaigned(data: Data, own: pd.Series, recent: pd.Series) -> str:
    """How many of the brand's mentions of the last four weeks carry a tag or sound of its campaigns; "" where none."""
    last = own.index[own & (recent == 1)]
    with_tag = int(of_campaigns(data, str(own.name), last).sum())
    if not with_tag or not (recent == 0).any():
        return ""
    if len(last) == 1:
        return "Its one mention carries a tag or sound of its campaigns."
    verb = "carries" if with_tag == 1 else "carry"
    return f"{with_tag} of its {plural(len(last), 'mention')} {verb} a tag or sound of its campaigns."


def newcomers(used: pd.DataFrame, recent: pd.Series, began: pd.Series) -> str:
    """What to say where many who speak in the last four weeks have no earlier video."""
    voices = pd.Series(used.loc[recent == 1, "creator_id"].unique())
    begin = used.loc[recent == 1, "posted_at"].min()
    new = int((~(began.reindex(voices) < begin)).sum())
    if not len(voices) or new / len(voices) < MANY_NEW:
        return ""
    return (
        f"{new} of the {plural(len(voices), 'creator')} who speak of a brand in the last four weeks "
        f"{'has' if new == 1 else 'have'} no earlier video here, so shares move with who joined the data."
    )


def unseen(data: Data, used: pd.DataFrame, videos: pd.DataFrame, periods: Periods) -> str:
    """What to say where creators were last looked at before the last period ended."""
    profiles = data.table("creators").set_index("creator_id")["captured_at"]
    looked = pd.concat([profiles, videos.groupby("creator_id")["captured_at"].max()]).dropna()
    looked = looked.groupby(level=0).max().reindex(used["creator_id"].unique())
    late = int((looked < periods.end).sum())
    if late / max(len(looked), 1) < MANY_NEW:
        return ""
    return (
        f"{late} of these {plural(len(looked), 'creator')} {'was' if late == 1 else 'were'} last captured before "
        f"{day(periods.end)}, so newer videos of theirs are missing."
    )


def bought(own: pd.Series, paid: pd.Series, recent: pd.Series) -> str:
    """How many of the brand's mentions were sponsored, in the last four weeks and in the four before."""
    last, before = ((int((paid & (recent == k)).sum()), int((own & (recent == k)).sum())) for k in (1, 0))
    if not last[0] and not before[0]:
        return ""
    parts = (f"{paid_for} of {n}" if n else "none, as nobody mentions it," for paid_for, n in (last, before))
    return "Sponsored of the videos that mention it: {} in the last four weeks, {} in the four before.".format(*parts)
