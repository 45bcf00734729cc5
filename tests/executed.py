"""A notebook as papermill would leave it, from hand-made findings: good, with a caveat, refused, hostile, empty."""

from base64 import b64encode
from copy import deepcopy
from functools import cache

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
import numpy as np
import pandas as pd

from kit import charts, wording
from kit.finding import Column, Finding

NAMES = [
    "សុភា ថែស្បែក",
    "<script>alert('glow')</script>",
    "Hạnh Skincare",
    "น้ำผึ้ง รีวิว",
    "Rice Water Diary",
    "نور العناية",
    "The Very Patient Skincare Reviewer of Phnom Penh and the Whole Mekong Delta",
    "$kin by $Dara$",
    "evil\u202egnp.exe",
    "😀 Glow 🇰🇭",
    '"><img src=x onerror=alert(1)>',
    "</style><b>bold",
    "=cmd|' /C calc'!A0",
    "ليلى",
    "Mint & Clay",
    "ดารา",
]
PNG = b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003"
        "010100c9fe92ef0000000049454e44ae426082"
    )
).decode()
WINDOW = ("2026-07-06", "2026-09-27")
RATE = "share of views"
ABOUT = {
    "workspace": "lotus",
    "brand": "Lotus <Skincare>",
    "campaign": "Rainy season",
    "currency": "USD",
    "audience": "shared",
    "as_of": "2026-10-01",
    "window": list(WINDOW),
    "captured": ["2026-09-12", "2026-10-01"],
    "made_up": True,
    "refused": 17,
    "tables": [
        {"table": "videos", "rows": 1572, "captures": 3144, "files": 2, "sha256": "0c7dacc1be" + "0" * 54},
        {"table": "creators", "rows": 62, "captures": 62, "files": 1, "sha256": "793dc96a8f" + "0" * 54},
    ],
    "versions": {"kit": "0.1.0", "Python": "3.11.7", "pandas": "3.1.1"},
}


def leaderboard(rows: int = 40) -> Finding:
    """Names of every kind; one row without an interval, one without a value."""
    value = np.linspace(0.095, 0.03, max(rows, 1))[:rows]
    table = pd.DataFrame(
        {
            "creator": [f"{NAMES[i % len(NAMES)]}{'' if i < len(NAMES) else f' {i}'}" for i in range(rows)],
            "rate": value,
            "rate_low": value * 0.82,
            "rate_high": value * 1.2,
            "rate_raw": value * 1.06,
            "tier_rate": 0.058,
            "ranks": [f"{i + 1}–{i + 9}" for i in range(rows)],
            "views": np.linspace(62_600, 1_200, max(rows, 1))[:rows].round(),
            "videos": range(12, 12 + rows),
        }
    )
    if rows > 6:
        table.loc[3, ["rate_low", "rate_high"]] = np.nan
        table.loc[5, ["rate", "rate_low", "rate_high"]] = np.nan
    top = (
        f"{wording.name(NAMES[1])} has the highest rate by views among {wording.plural(rows, 'creator')}, "
        f"{wording.estimate(0.095, 0.078, 0.114)}, but 10 creators could be first: "
        "choose among them on fee and fit, not on rank."
    )
    return Finding(
        "leaderboard",
        "Which micro creators stand out?",
        top,
        table,
        (
            Column("creator", "Creator"),
            Column("rate", "Engagement rate by views", "rate", RATE),
            Column("rate_low", "Low", "rate"),
            Column("rate_high", "High", "rate"),
            Column("ranks", "Possible ranks"),
            Column("rate_raw", "Raw rate", "rate"),
            Column("tier_rate", "Tier", "rate"),
            Column("views", "Median views", "count"),
            Column("videos", "Videos", "count"),
        ),
        status="caveat",
        caveat="Videos collected by hashtag are the popular ones, so these rates are too high (n = 140).",
        priority=20,
        n={"creators": rows, "videos": 527},
        left_out={"videos without views": 14},
        window=WINDOW,
        sources=("videos", "creators"),
        definitions={
            "engagement_rate_by_views": "(likes + comments + shares) ÷ views, pooled over a creator’s videos.",
            "shrunk rate": "Weighted mean of the creator’s rate and the tier’s; see https://example.org/shrinkage?a=1&b=2.",
        },
    )


def tiers() -> Finding:
    table = pd.DataFrame(
        {
            "tier": ["nano", "micro", "mid", "macro", "mega"],
            "median": [0.066, 0.088, 0.041, 0.022, 0.023],
            "median_low": [0.053, 0.075, 0.023, 0.013, 0.019],
            "median_high": [0.109, 0.096, 0.051, 0.037, 0.047],
            "published": [0.078, 0.052, 0.039, 0.027, np.nan],
            "published_low": [0.049, 0.033, 0.025, 0.017, np.nan],
            "published_high": [0.123, 0.081, 0.060, 0.042, np.nan],
            "q1": [0.052, 0.071, 0.024, 0.013, 0.022],
            "q3": [0.108, 0.104, 0.049, 0.037, 0.027],
            "verdict": ["no clear difference", "above", "no clear difference", "below", "no clear difference"],
            "creators": [14, 21, 12, 10, 1],
            "videos": [318, 527, 320, 262, 145],
        }
    )
    rate = [
        Column(c, label, "rate", "share of followers")
        for c, label in (
            ("median", "Engagement rate by followers"),
            ("median_low", "Low"),
            ("median_high", "High"),
            ("published", "Published"),
            ("published_low", "Published low"),
            ("published_high", "Published high"),
            ("q1", "Quarter"),
            ("q3", "Three quarters"),
        )
    ]
    return Finding(
        "tier_benchmarks",
        "How does each tier compare with the market?",
        f"In engagement by followers, micro creators’ {wording.estimate(0.088, 0.075, 0.096)} is above the published "
        f"{wording.percent(0.052)}; the other four tiers show no clear difference.",
        table,
        (
            Column("tier", "Tier"),
            *rate,
            Column("verdict", "Against published"),
            Column("creators", "Creators", "count"),
            Column("videos", "Videos", "count"),
        ),
        priority=10,
        n={"creators": 58, "videos": 1572},
        window=WINDOW,
        sources=("videos", "creators"),
        definitions={"engagement_rate_by_followers": "(likes + comments + shares) ÷ videos ÷ followers at capture."},
    )


def voice() -> Finding:
    rng = np.random.default_rng(4)
    weeks = pd.date_range("2026-07-06", periods=12, freq="7D")
    parts = []
    for brand, start, slope in (
        ("Lotus Skincare", 0.15, 0.009),
        ("Jasmine Lab", 0.42, -0.002),
        ("Rice & Rose", 0.27, -0.006),
        ("Mekong Botanics", 0.15, 0),
    ):
        share = start + slope * np.arange(12) + rng.normal(0, 0.02, 12)
        parts.append(
            pd.DataFrame(
                {"brand": brand, "week": weeks, "share": share, "share_low": share - 0.07, "share_high": share + 0.08}
            )
        )
    return Finding(
        "share_of_voice",
        "Who is talked about most?",
        f"Lotus Skincare’s share of voice went up by "
        f"{wording.estimate(0.102, 0.045, 0.159, 'points')} in twelve weeks.",
        pd.concat(parts, ignore_index=True),
        (
            Column("week", "Week from", "date"),
            Column("brand", "Brand"),
            Column("share", "Share of voice", "rate", "share of mention videos"),
            Column("share_low", "Low", "rate"),
            Column("share_high", "High", "rate"),
        ),
        priority=30,
        n={"videos": 1833},
        window=WINDOW,
        sources=("videos", "brands"),
    )


def sponsored() -> Finding:
    organic = np.array([0.062, 0.071, 0.079, 0.081, 0.069, 0.055, 0.05, 0.041])
    gap = np.array([-0.013, -0.022, -0.027, -0.019, -0.009, -0.006, 0.004, 0])
    table = pd.DataFrame(
        {
            "creator": ["Typical creator", *NAMES[:7]],
            "organic": organic,
            "sponsored": organic + gap,
            "gap": gap,
            "gap_low": gap - 0.008,
            "gap_high": gap + 0.007,
        }
    )
    return Finding(
        "sponsored_gap",
        "Do sponsored videos do worse?",
        f"Sponsored videos engage less than the same creator’s organic ones: "
        f"{wording.estimate(-0.013, -0.021, -0.006, 'points')} for the "
        "typical creator. Expect that rate, not the organic one.",
        table,
        (
            Column("creator", "Creator"),
            Column("organic", "Organic rate", "rate"),
            Column("sponsored", "Sponsored rate", "rate"),
            Column("gap", "Difference", "rate", "points"),
            Column("gap_low", "Low", "rate", "points"),
            Column("gap_high", "High", "rate", "points"),
        ),
        priority=40,
        n={"creators": 7},
        window=WINDOW,
        sources=("videos",),
    )


def fees(currency: str = "USD") -> Finding:
    """One row a deal: money against views, with a fit."""
    followers = np.geomspace(1_200, 2_400_000, 24)
    fee = 40 * followers**0.42 * np.exp(np.random.default_rng(2).normal(0, 0.4, 24))
    fit = 40 * followers**0.42
    table = pd.DataFrame(
        {
            "creator": [f"creator {i}" for i in range(24)],
            "followers": followers.round(),
            "fee": fee,
            "fit": fit,
            "fit_low": fit * 0.5,
            "fit_high": fit * 2,
        }
    )
    return Finding(
        "what_drives_price",
        "What drives the fee?",
        "Fees rise with followers, but less than in proportion.",
        table,
        (
            Column("creator", "Creator"),
            Column("followers", "Followers", "count"),
            Column("fee", "Fee per video", "money", currency),
            Column("fit", "Typical fee", "money", currency),
            Column("fit_low", "Low", "money", currency),
            Column("fit_high", "High", "money", currency),
        ),
        priority=60,
        n={"deals": 24},
        sources=("deals",),
    )


def styles() -> Finding:
    table = pd.DataFrame(
        [
            ["Lotus Skincare", 0.46, 0.22, 0.19, 0.13],
            ["Jasmine Lab", 0.24, 0.41, 0.21, 0.14],
            [NAMES[1], 0.28, 0.30, 0.12, 0.1],
        ],
        columns=["brand", "routine", "review", "demo", "other"],
    )
    return Finding(
        "content_styles",
        "What are the videos made of?",
        "Routines make up 46\u202f% of the brand’s mentions.",
        table,
        (Column("brand", "Brand"), *(Column(c, c.capitalize(), "rate", "share of videos") for c in table.columns[1:])),
        priority=70,
    )


def refused() -> Finding:
    return Finding(
        "audience_fit",
        "Do they reach the right people?",
        "This workspace has no table audience. Import one with the columns creator_id, dimension, value, share: "
        "kit import audience.csv --into lotus",
        status="not_shown",
        priority=25,
    )


def output(shown: object) -> dict:
    return new_output("execute_result", data=shown._repr_mimebundle_(), execution_count=1)


def cells_of(question: str, how: str, *shown: object) -> list:
    return [
        new_markdown_cell(f"## {question}\n\n{how}"),
        *(new_code_cell("secret_code()", outputs=[output(s)]) for s in shown),
    ]


def notebook(*sections: list, about: dict | None = None, **parameters: object) -> nbformat.NotebookNode:
    """Title, parameters, data, then `sections` (lists of cells), then what this does not show."""
    report = new_output(
        "execute_result",
        data={"application/vnd.kit.report+json": ABOUT | (about or {}), "text/plain": "videos: 1,572 rows"},
        execution_count=1,
    )
    source = (
        'workspace = "lotus"  # folder made by kit import\nbrand = ""  # own brand; default: the only one\n'
        'as_of = ""  # day that the report looks back from\ntier = "micro"  # tier of the <leaderboard>\n'
    )
    nb = new_notebook(
        cells=[
            new_markdown_cell(
                "# Skincare creators on TikTok, compared like with like\n\n"
                "For the strategist who picks **creators** for a brief; $kin$ stays."
            ),
            new_code_cell(source, metadata={"tags": ["parameters"]}),
            new_code_cell("brand = 'x'", metadata={"tags": ["injected-parameters"]}),
            new_code_cell("import kit\ndata = kit.open(workspace)\ndata", outputs=[report]),
            *(cell for section in sections for cell in section),
            new_markdown_cell(
                "## What this does not show\n\n- **Sales.** Engagement is not orders.\n"
                "- **Deleted videos.** Counts are those public at capture."
            ),
        ]
    )
    nb.metadata["kit"] = {
        "report": "benchmarking",
        "made": "2026-10-02T09:00:00+00:00",
        "notebook_sha256": "5d41402a" * 8,
    }
    nb.metadata["papermill"] = {"parameters": parameters}
    return nb


def strategist() -> list:
    """What people add: text, frames, figures, printed lines, warnings, an error."""
    frame = pd.DataFrame({"<b>creator</b>": NAMES[:4], "views": [1200, 34_000, 5, 17], "note": ["a", "b", "c", "=1+1"]})
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40"><script>alert(1)</script>'
        '<rect width="200" height="40" fill="#0a5c8c"/></svg>'
    )
    markup = (
        '<div onclick="alert(1)" style="color:red">A <b>bold</b> remark<script>alert(1)</script>'
        '<a href="javascript:alert(1)">x</a>'
        '<img src="https://example.org/track.png" alt="tracker"><br>and more&nbsp;text</div>'
    )
    return [
        new_markdown_cell(
            "## Which of them did we meet?\n\nMy own notes, with a [link](https://example.org/x) and `code`.\n\n"
            "| a | b |\n|---|---|\n| 1 | $x$ |\n\n<script>alert(1)</script>\n\n"
            "### A heading\n\n1. one\n2. two\n\n> quoted"
        ),
        new_code_cell(
            "frame",
            outputs=[new_output("execute_result", data={"text/html": frame._repr_html_(), "text/plain": "frame"})],
        ),
        new_code_cell(
            "plot",
            outputs=[
                new_output(
                    "display_data",
                    data={"image/png": PNG, "text/plain": "<Figure>"},
                    metadata={"image/png": {"width": 300, "height": 120}},
                ),
                new_output("display_data", data={"image/svg+xml": svg}),
            ],
        ),
        new_markdown_cell("More text between the cells, *as people write it*."),
        new_code_cell(
            "print",
            outputs=[
                new_output("stream", name="stdout", text="10%\r55%\r100%\n\x1b[31mred\x1b[0m <b>not bold</b>\n"),
                new_output("stream", name="stderr", text="FutureWarning: soon\n"),
            ],
        ),
        new_code_cell("html", outputs=[new_output("display_data", data={"text/html": markup})]),
        new_code_cell(
            "js",
            outputs=[
                new_output("display_data", data={"text/html": "<script>draw()</script>", "application/javascript": "x"})
            ],
        ),
        new_code_cell(
            "1/0",
            metadata={"tags": ["raises-exception"]},
            outputs=[
                new_output(
                    "error", ename="ZeroDivisionError", evalue="division by <zero>", traceback=["\x1b[31mTrace\x1b[0m"]
                )
            ],
        ),
    ]


def whole() -> nbformat.NotebookNode:
    """Every kind of section."""
    return deepcopy(_drawn())


@cache
def _drawn() -> nbformat.NotebookNode:
    board, bands, share, gap, price, mix = leaderboard(), tiers(), voice(), sponsored(), fees(), styles()
    how = "Rate by views is likes, comments and shares divided by views.\n\nWith few videos a raw rate is partly luck."
    return notebook(
        cells_of("How does each tier compare with the market?", how, bands, charts.ranges(bands)),
        cells_of("Which micro creators stand out?", how, board, charts.ranking(board, reference="tier_rate")),
        cells_of(
            "Who is talked about most?",
            how,
            share,
            charts.timeline(
                share, us="Lotus Skincare", events={"Lotus flight starts": "2026-08-12", "Jasmine launch": "2026-08-31"}
            ),
        ),
        cells_of("Do sponsored videos do worse?", how, gap, charts.pairs(gap, total="Typical creator")),
        cells_of(
            "What drives the fee?",
            how,
            price,
            charts.relation(price, x="followers", y="fee", label=["creator 3", "creator 20"]),
        ),
        cells_of("What are the videos made of?", how, mix, charts.composition(mix)),
        cells_of("Do they reach the right people?", how, refused(), charts.ranking(refused())),
        strategist(),
        brand="Lotus 'n' <Skincare>",
        tier="micro",
    )
