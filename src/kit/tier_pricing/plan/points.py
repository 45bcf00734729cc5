"""The points that a contract must name, one by one: what is known of each for a plan's creators, and from where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kit.data import Data
from kit.tier_pricing.deals import comparable
from kit.tier_pricing.fair.features import BOUGHT
from kit.tier_pricing.fair.pricing import learn
from kit.tier_pricing.plan.agreed import live_days, median, offers, own_deals, share, Usual
from kit.tier_pricing.plan.candidates import QUOTE
from kit.tier_pricing.plan.made import Made
from kit.wording import clean, day, join, money, name, number, percent, plural, shorten, window

OPEN = "not set: agree it"
NAMED = 2  # creators that a cell names together
VALUES = 3  # that a cell names
WIDE = 22  # characters of a name or text in a cell


@dataclass(frozen=True, eq=False)
class Point:
    """label; says: creator → what is known in words, missing where nothing is; source: where that is from; usual: what
    plan, campaign or own deals suggest for the others, "" where they suggest nothing; usually: where that is from;
    nearly: creator → what is known of it alone though still to be agreed, and whence.
    """

    label: str
    says: pd.Series
    source: str
    usual: str = ""
    usually: str = ""
    nearly: pd.Series = field(default_factory=lambda: pd.Series(dtype="object"))
    whence: str = ""

    @property
    def open(self) -> pd.Index:
        """Creators with whom it is still to be agreed."""
        return self.says.index[self.says.isna()]


@dataclass(frozen=True, eq=False)
class Known:
    """What points are made from.  chosen: packages of the plan by creator; offer: rows of their open offers (see
    `agreed.offers`), amounts in the report's currency; own: our own deals for videos."""

    data: Data
    plan: Made
    chosen: pd.DataFrame
    offer: pd.DataFrame
    own: pd.DataFrame

    def each(self, column: str, words: Callable[[Any], str | None]) -> pd.Series:
        """What each offer says in a column, in words; missing where it says nothing."""
        said = [words(value) if pd.notna(value) else None for value in self.offer[column]]
        return pd.Series(said, index=self.chosen.index, dtype="object")

    @property
    def nothing(self) -> pd.Series:
        """Missing for every creator."""
        return pd.Series(None, index=self.chosen.index, dtype="object")


def known(data: Data, plan: Made) -> Known:
    chosen = plan.chosen.sort_values(["expected", "creator_id"], ascending=[False, True]).set_index("creator_id")
    offer = offers(data, plan).reindex(chosen.index)
    deals = comparable(data).set_index("deal_id").reindex(chosen["deal_id"]).set_axis(chosen.index)
    amounts = ["net_fee", "agency_fee", "product_cost", "usage_rights_fee", "exclusivity_fee"]
    return Known(data, plan, chosen, offer.assign(**{c: deals[c] for c in amounts}), own_deals(data))


def points(data: Data, plan: Made) -> list[Point]:
    """Every point, in the order of a contract; boosting only where the plan has money for it."""
    about = known(data, plan)
    made = [pieces, dates, subject, fee, beside, codes, review, disclosure, live, usage, exclusivity]
    return [point(about) for point in [*made, *([boosting] if plan.terms.boost else [])]]


def pieces(about: Known) -> Point:
    """How many videos, and how long at least."""
    number_of = about.chosen["videos"].map(lambda n: plural(int(n), "video")).astype("object")
    long = about.each("min_duration_s", lambda s: f"{number(s, 0)} s or more")
    usual = median(about.own, about.own["min_duration_s"], "s")
    return lengthy(about, number_of, long, usual)


def lengthy(about: Known, number_of: pd.Series, long: pd.Series, usual: Usual) -> Point:
    """Numbers are the plan's; only lengths can be open."""
    says = (number_of + ", " + long).where(long.notna(), None)
    each = number_of.iloc[0] + " each" if number_of.nunique() == 1 and len(number_of) > 1 else counted(about, number_of)
    suggested = f", usually {usual.value} or more" if usual.value else ", length not set"
    if says.notna().all():
        return Point("Videos and length", says, "plan, open offers")
    from_ = usual.words() and f"median of {usual.words()}"
    return Point("Videos and length", says, "plan, open offers", f"{each}{suggested}", from_ or "plan")


def dates(about: Known) -> Point:
    """The day on which each is due; the campaign's flight where it still runs."""
    due = about.each("due_on", lambda d: f"due {day(d)}")
    own = about.data.table("campaigns").set_index("campaign").reindex([about.data.campaign]).iloc[0]
    today = about.data.as_of.tz_localize(None).normalize() if about.data.as_of is not None else None
    running = pd.notna(own["ends_on"]) and today is not None and own["ends_on"] >= today
    flight = f"in the flight, {window(own['starts_on'], own['ends_on'])}" if running else ""
    return Point("Dates", due, "open offers", flight, "campaign" if flight else "")


def subject(about: Known) -> Point:
    return Point("Subject", about.each("subject", lambda s: shorten(clean(s), WIDE)), "open offers")


def fee(about: Known) -> Point:
    """What each asks or is planned at; for the others what the plan reckons with, still to be agreed."""
    currency, rest = about.plan.currency, about.chosen[about.chosen["deal_id"].eq("")]
    reckoned = rest["price"].map(lambda amount: money(amount, currency)).astype("object")
    where = (
        "the plan: a quote, else middle prices" if rest["price_from"].eq(QUOTE).any() else "the plan's middle prices"
    )
    says = about.each("net_fee", lambda amount: money(amount, currency))
    return Point("Fee, without tax", says, "open offers", nearly=reckoned, whence=where)


def beside(about: Known) -> Point:
    """What comes on top of the fee."""
    currency = about.plan.currency
    parts = [
        about.each("agency_fee", lambda x: f"agency {money(x, currency)}" if x > 0 else None),
        about.each("commission_rate", lambda x: f"commission {percent(x, 0)}" if x > 0 else None),
        about.each("tax_rate", lambda x: f"tax {percent(x, 0)}"),
        about.each("product_cost", lambda x: f"product {money(x, currency)}" if x > 0 else None),
    ]
    says = pd.concat(parts, axis=1).apply(lambda row: join(row.dropna()) or None, axis=1).astype("object")
    own = about.own
    had = {
        "agency fee": own["agency_fee"] > 0,
        "tax": own["tax_rate"] > 0,
        "product": own["product_cost"] > 0,
        "commission": own["commission_rate"] > 0,
    }
    counts = {what: share(own, has).n for what, has in had.items()}
    usual = join(f"{what} in {n}" for what, n in counts.items() if n)
    return Point("On top of the fee", says, "open offers", usual, usual and f"of {len(own)} own deals")


def codes(about: Known) -> Point:
    """The promo code and the link by which orders are counted."""
    code, link = (about.offer[c].notna() for c in ("promo_code", "referral_link"))
    both = about.nothing.mask(code & link, "given").mask(code & ~link, "code given, no link")
    both = both.mask(~code & link, "link given, no code")
    had = share(about.own, about.own["promo_code"].notna() | about.own["referral_link"].notna())
    usual = "to be made, one for each creator" if len(about.chosen) > 1 else "to be made"
    return Point("Code and link", both, "open offers", usual, had.words() and f"given in {had.words()}")


def review(about: Known) -> Point:
    """No table says whether a video was looked at before it was published."""
    return Point("Review before publishing", about.nothing, "", "", "in no table")


def disclosure(about: Known) -> Point:
    """The label that says that a video is paid for."""
    says = about.each("disclosure_required", lambda yes: "paid partnership label" if yes else None)
    had = share(about.own, about.own["disclosure_required"])
    return Point("Disclosure", says, "open offers", "usually the paid label" if had.often else "", had.words())


def live(about: Known) -> Point:
    """How long a video stays up."""
    says = about.each("live_until", lambda d: f"until {day(d)}")
    usual = median(about.own, live_days(about.own), "days")
    words = f"usually {usual.value} from the due day" if usual.value else ""
    return Point("Live time", says, "open offers", words, words and f"median of {usual.words()}")


def usage(about: Known) -> Point:
    """How long we may use the videos ourselves."""
    return right(about, "Usage rights", "usage_days", "usage_rights_fee", "rights")


def exclusivity(about: Known) -> Point:
    """How long a creator does not work with competitors."""
    return right(about, "Exclusivity", "exclusivity_days", "exclusivity_fee", "exclusivity")


def right(about: Known, label: str, days: str, amount: str, addon: str) -> Point:
    """A right: as an offer names it, to be agreed where it is shorter than the terms ask; as the terms ask for it; else
    how often our own deals bought it, and for how long."""
    wanted, own, bought = getattr(about.plan.terms, days), about.own, about.own[BOUGHT[addon]]
    cost = about.each(amount, lambda x: f" at {money(x, about.plan.currency)}" if x > 0 else "").fillna("")
    named = about.each(days, lambda n: plural(int(n), "day") if n > 0 else None)
    named = named.mask(named.isna() & cost.ne(""), "no length") + cost
    enough = about.offer[days].ge(max(wanted, 1)).fillna(False).astype(bool)
    short = named[~enough].dropna() + (f", {wanted} wanted" if wanted else "")
    says = named.where(enough, None)
    if wanted:
        priced = "in the plan's prices" if addon in learn(about.data).addons else "not in the plan's prices"
        quoted = about.chosen["price_from"].eq(QUOTE)
        nearly = pd.concat([short, says[quoted].fillna(f"{plural(wanted, 'day')}, in the quote")])
        whence = " and ".join(["open offers"] * bool(len(short)) + ["the quote"] * bool(quoted.any()))
        return Point(
            label, says, "open offers", f"{plural(wanted, 'day')}, {priced}", f"parameter {days}", nearly, whence
        )
    had, usual = share(own, bought), median(own, own[days].where(bought), "days")
    length = f", {usual.value} in the median" if usual.value else ""
    words, whose = (f"{had.n} had it{length}", f"of {had.deals} own deals") if had.n else ("", "")
    return Point(label, says, "open offers", words, whose, short, "open offers")


def boosting(about: Known) -> Point:
    """What boosting a creator's video needs: the creator's authorisation, as a code."""
    spent = money(about.plan.terms.boost, about.plan.currency)
    return Point("Boosting", about.nothing, "", f"a Spark code from each; {spent} in all", "plan")


def counted(about: Known, words: pd.Series) -> str:
    """Values and of whom: "60 days (@ann), 30 days (@bob and @cat)"; the most frequent first, then as in the plan."""
    found = words.groupby(words, sort=False).groups.items()
    groups = sorted(found, key=lambda pair: (-len(pair[1]), words.index.get_loc(pair[1][0])))
    if len(groups) == 1 and len(groups[0][1]) == len(about.chosen):
        return str(groups[0][0])
    parts = [f"{text} ({who(about, list(creators))})" for text, creators in groups[:VALUES]]
    return ", ".join([*parts, *([f"{len(groups) - VALUES} more"] if len(groups) > VALUES else [])])


def who(about: Known, creators: Sequence[str]) -> str:
    """Some creators of the plan in few words: "all 6", "@ann", "@ann and @bob", "4 of 6"."""
    n, all_ = len(creators), len(about.chosen)
    if not n:
        return "nobody"
    if n == all_ and n > NAMED:
        return f"all {n}"
    if n > NAMED:
        return f"{n} of {all_}"
    names = about.chosen["name"]
    return join(name(names[c] if c.startswith("name:") else f"@{c}", WIDE) for c in creators)
