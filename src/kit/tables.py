"""The canonical tables: their columns, types, keys and what a row must have.

One list, read by imports, checks, the workspace and the tests.  A type is one of

========  ==========================================================================
text      a string; ids are text, so that nineteen digits never pass through a float
list      a list of strings; separated by ``;`` in CSV
count     a whole number of things, 0 or more
number    any number
money     an amount; its currency stands in a column beside it
rate      a fraction, 0–1
flag      true or false
time      an instant, UTC
date      a day
========  ==========================================================================

Missing is missing, never 0.  ``*`` marks a column that every row must have.
"""

from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

ARROW = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "count": pa.int64(),
    "number": pa.float64(),
    "money": pa.float64(),
    "rate": pa.float64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}
PANDAS = {
    "text": "string",
    "list": pd.ArrowDtype(ARROW["list"]),
    "count": "Int64",
    "number": "Float64",
    "money": "Float64",
    "rate": "Float64",
    "flag": "boolean",
    "time": "datetime64[us, UTC]",
    "date": "datetime64[s]",
}
PROVENANCE = {"source": "text", "imported_at": "time"}  # every table carries these two


@dataclass(frozen=True)
class Table:
    """One canonical table.  `key` names an item; where `captured`, one item may have several captures in time."""

    name: str
    key: tuple[str, ...]
    columns: dict[str, str]
    required: tuple[str, ...]
    captured: bool = False
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, str]:
        """Column → type, provenance included."""
        return self.columns | PROVENANCE

    def arrow_schema(self) -> pa.Schema:
        """The schema that every Parquet file of this table has, whatever columns the import knew."""
        return pa.schema([(name, ARROW[kind]) for name, kind in self.types.items()])

    def empty(self) -> pd.DataFrame:
        """No rows, all columns, right types."""
        return pd.DataFrame({name: pd.Series(dtype=PANDAS[kind]) for name, kind in self.types.items()})


def _table(name: str, key: str, columns: str, captured: bool = False, **choices: str) -> Table:
    """Read the compact form below: `name*:type name:type …`; no type means text."""
    types: dict[str, str] = {}
    required = []
    for word in columns.split():
        column, _, kind = word.partition(":")
        if column.endswith("*"):
            column = column[:-1]
            required.append(column)
        types[column] = kind or "text"
    if captured:
        types["captured_at"] = "time"
    return Table(
        name, tuple(key.split()), types, tuple(required), captured, {k: tuple(v.split()) for k, v in choices.items()}
    )


_ALL = (
    _table(
        "brands", "brand", "brand* role* handles:list hashtags:list keywords:list sound_ids:list", role="own competitor"
    ),
    _table(
        "creators",
        "creator_id",
        """creator_id* name followers:count following:count likes_total:count videos_total:count
        avg_views:number avg_likes:number avg_comments:number avg_shares:number avg_basis country language category
        account_type verified:flag""",
        captured=True,
        account_type="creator brand agency media",
    ),
    _table(
        "audience",
        "creator_id dimension value",
        "creator_id* dimension* value* share*:rate",
        captured=True,
        dimension="country age gender",
    ),
    _table(
        "videos",
        "video_id",
        """video_id* creator_id* posted_at:time url caption hashtags:list mentions:list sound_id sound
        duration_s:number views:count likes:count comments:count shares:count saves:count paid_views:count
        paid_likes:count paid_comments:count paid_shares:count reach:count avg_watch_s:number full_watch_rate:rate
        followers_at_capture:count is_ad:flag is_sponsored:flag status collected_by collected_for""",
        captured=True,
        status="live deleted private",
        collected_by="profile hashtag search own",
    ),
    _table(
        "comments",
        "comment_id",
        """comment_id* video_id* posted_at:time text likes:count language sentiment_label
        author_key""",
        captured=True,
    ),
    _table(
        "labels", "item_kind item_id coder field", "item_kind* item_id* coder* field* value*", item_kind="video comment"
    ),
    _table(
        "campaigns",
        "campaign",
        """campaign* brand* starts_on:date ends_on:date hashtags:list sound_ids:list landing_page
        currency margin:rate""",
    ),
    _table(
        "goals",
        "campaign metric",
        """campaign metric* objective target*:number unit kind baseline:number starts_on:date
        ends_on:date""",
        objective="awareness engagement sales conversion virality",
        kind="absolute relative",
    ),
    _table(
        "deals",
        "deal_id",
        """deal_id* campaign creator_id* status* tactic deliverable videos_agreed:count subject fee:money
        usage_rights_fee:money usage_days:count exclusivity_fee:money exclusivity_days:count boost_spend:money
        product_cost:money agency_fee:money commission_rate:rate tax_rate:rate tax_included:flag currency*
        agreed_on:date due_on:date min_duration_s:number
        disclosure_required:flag live_until:date promo_code referral_link landing_page hashtag sound_id
        forecast_views:number forecast_low:number forecast_high:number forecast_made_at:time""",
        captured=True,
        status="asked planned agreed paid cancelled",
        deliverable="video story live bundle",
        tactic="paid_post co_creation takeover hashtag_challenge affiliate gifted",
    ),
    _table("deliveries", "deal_id video_id", "deal_id* video_id*"),
    _table(
        "orders",
        "order_id",
        """order_id* ordered_at*:time gross:money discount:money refunded:money tax:money shipping:money
        revenue*:money currency* promo_code referral_link clicked_at:time source_medium landing_page survey_answer
        status new_customer:flag customer_key""",
        captured=True,
    ),
    _table("traffic", "date link", "date*:date link* clicks:count sessions:count"),
    _table("daily", "date series", "date*:date series* value*:number unit role", role="outcome control donor"),
    _table("events", "label starts_on", "label* starts_on*:date ends_on:date series"),
    _table("tiers", "tier", "tier* followers_from*:count followers_to:count"),
    _table("fx", "date currency_from currency_to", "date*:date currency_from* currency_to* rate*:number"),
)
TABLES: dict[str, Table] = {table.name: table for table in _ALL}


def markdown() -> str:
    """All tables as a page, `docs/tables.md`; a test holds the two together."""
    lines = [
        "# The canonical tables",
        "",
        "`kit import` takes any CSV or Parquet file with these column names, or any other table by a mapping file.",
        "Columns with a * must have a value in every row; every other may be missing. Missing is missing, never 0.",
        "Rates are fractions 0–1; lists are separated by `;` in CSV; times are UTC; money stands beside its currency.",
        "Where a table has `captured_at`, an item may stand there several times, as it was at different times.",
        "",
    ]
    for table in TABLES.values():
        lines += [
            f"## {table.name}",
            "",
            f"One row: {' + '.join(table.key)}.",
            "",
            "| column | type | |",
            "|---|---|---|",
        ]
        for name, kind in table.columns.items():
            star = "*" if name in table.required else ""
            lines.append(f"| {name}{star} | {kind} | {', '.join(table.choices.get(name, ()))} |")
        lines.append("")
    return "\n".join(lines)
