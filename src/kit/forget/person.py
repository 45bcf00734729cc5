"""Who is meant by a handle, and what a workspace holds of them: ids, names, videos, comments, deals, codes and links.

One account may stand under its handle, under the platform's number, or under a name only.  A number and a handle are
one where a video has both (its address tells the handle) and no other handle has the number.  A name and a handle are
one where nobody else in the workspace has the name, and the name says who is meant.  Two handles that share a video are
perhaps one account, under an old handle and a new one: that is said, not acted on.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import duckdb

from kit import privacy
from kit.errors import UsageError
from kit.intake.traces import folded, linked, normal, telling, Traces
from kit.tables import TABLES
from kit.workspace import Workspace

IN_ADDRESS = r"/(?:@|%40)([^/?#\s]+)"
Words = frozenset[str]


@dataclass(frozen=True)
class Person:
    """`ids`, `names`: normal and folded; `known_by`: names that say who is meant; `stored`: their ids as they stand in
    the workspace; `authors`: the keys of their comments; `perhaps`: other handles that share a video with them."""

    ids: Words
    names: Words = field(default_factory=frozenset)
    known_by: Words = field(default_factory=frozenset)
    stored: Words = field(default_factory=frozenset)
    others: Words = field(default_factory=frozenset)
    perhaps: Words = field(default_factory=frozenset)
    videos: Words = field(default_factory=frozenset)
    comments: Words = field(default_factory=frozenset)
    deals: Words = field(default_factory=frozenset)
    codes: Words = field(default_factory=frozenset)
    links: Words = field(default_factory=frozenset)
    authors: Words = field(default_factory=frozenset)

    def __or__(self, other: "Person") -> "Person":
        return Person(**{f.name: getattr(self, f.name) | getattr(other, f.name) for f in fields(self)})

    @property
    def handles(self) -> Words:
        return frozenset(i for i in self.ids if not i.startswith("name:"))

    @property
    def traces(self) -> Traces:
        return Traces(self.ids, self.known_by, self.videos, self.others - self.ids)

    @property
    def hashed(self) -> dict[str, Words]:
        """What imports are to know of them, by kind (see `kit.intake.forgotten`)."""
        return {
            "creator": self.ids | self.authors | {f"name:{name}" for name in self.known_by},
            "video": self.videos,
            "comment": self.comments,
            "code": self.codes,
            "link": self.links,
        }


def meant(creator: str) -> str:
    """The id that somebody has typed: a handle, the address of a profile, the platform's number, or name:…"""
    found = normal(creator)
    if found in ("", "name:") or ("/" in found and not found.startswith("name:")):
        raise UsageError(
            f"{creator!r} is no creator; give a handle, the address of a profile on tiktok.com, the platform's number, "
            "or name: and a name."
        )
    return found


class Look:
    """Questions to the tables of a workspace; a table without rows answers nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.con = workspace, duckdb.connect()
        workspace.serve(self.con)

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """`sql` names tables in braces; parameters are lists of text."""
        for name in TABLES:
            if f"{{{name}}}" in sql:
                known = self.workspace.sql(name)
                if known is None:
                    return []
                sql = sql.replace(f"{{{name}}}", f"({known})")
        return self.con.execute(sql, values or None).fetchall()

    def column(self, sql: str, **values: Any) -> Words:
        return frozenset(row[0] for row in self.ask(sql, **values) if row[0])


def found(workspace: Workspace, who: str) -> Person:
    """All that the workspace holds of them.  `who`: as `meant` gives it."""
    look = Look(workspace)
    by_id: dict[str, set[str]] = defaultdict(set)
    for table in ("creators", "audience", "videos", "deals"):
        for raw in look.column(f"SELECT DISTINCT creator_id FROM {{{table}}}"):
            by_id[normal(raw)].add(raw)
    names: dict[str, set[str]] = defaultdict(set)
    for raw, name in look.ask("SELECT DISTINCT creator_id, name FROM {creators} WHERE name IS NOT NULL"):
        names[normal(raw)].add(folded(name))
    for creator in by_id:
        if creator.startswith("name:"):
            names[creator].add(creator[5:])
    ids, perhaps = _linked({who}, _pairs(look), names)
    handles = frozenset(i for i in ids if not i.startswith("name:"))
    own = frozenset(name for i in ids for name in names[i]) | {i[5:] for i in ids if i.startswith("name:")}
    bearers = {name for i, several in names.items() if i not in ids for name in several}
    known_by = frozenset(n for n in own if telling(n) and n not in bearers and n not in handles)
    others = frozenset(i for i in by_id if i not in ids and any(h in i for h in handles))
    stored = frozenset(raw for i in ids for raw in by_id.get(i, ()))
    person = Person(
        frozenset(ids), own, known_by, stored, others, frozenset(perhaps), authors=_authors(handles, known_by)
    )
    return _theirs(look, person)


def _pairs(look: Look) -> list[tuple[str, str]]:
    """Ids that one and the same video stands under: in its rows, or in a row and its address."""
    rows = look.ask(
        f"SELECT DISTINCT creator_id, regexp_extract(lower(url), '{IN_ADDRESS}', 1) AS handle FROM {{videos}} "
        "WHERE handle <> '' AND handle <> creator_id"
    )
    rows += look.ask(
        "SELECT DISTINCT a.creator_id, b.creator_id FROM (SELECT DISTINCT video_id, creator_id FROM {videos}) a "
        "JOIN (SELECT DISTINCT video_id, creator_id FROM {videos}) b "
        "ON a.video_id = b.video_id AND a.creator_id < b.creator_id"
    )
    return [(normal(a), normal(b)) for a, b in rows]


def _linked(ids: set[str], pairs: Iterable[tuple[str, str]], names: dict[str, set[str]]) -> tuple[set[str], set[str]]:
    """All ids of theirs, and others that are perhaps theirs."""
    pairs = [pair for a, b in pairs for pair in ((a, b), (b, a))]
    partners: dict[str, set[str]] = defaultdict(set)
    for one, two in pairs:
        if _handle(two):
            partners[one].add(two)
    bearers: dict[str, set[str]] = defaultdict(set)
    for creator, several in names.items():
        for name in several:
            bearers[name].add(creator)
    while True:
        sure, perhaps = set(ids), set[str]()
        for one, two in pairs:
            if one in ids and two not in ids:
                other = two if _handle(one) else one
                (perhaps if _handle(other) or len(partners[other]) > 1 else sure).add(two)
        own = {i for i in ids if not i.startswith("name:")}
        for name in {name for i in ids for name in names.get(i, ()) if telling(name)}:
            accounts = {i for i in bearers[name] if not i.startswith("name:")}
            if accounts <= own or (not own and len(accounts) == 1):
                sure |= bearers[name]
        marked = Traces(ids)
        sure |= {i for i in names if i.startswith("name:") and "@" in i and marked.named(i, names=False)}
        if sure == ids:
            return ids, perhaps
        ids = sure


def _handle(creator: str) -> bool:
    """Whether an id is a handle, not a number or a name."""
    return not creator.startswith("name:") and not creator.isdigit()


def _authors(handles: Words, names: Words) -> Words:
    """The keys that their comments carry, if this machine has the secret that such keys are made with."""
    if not privacy.key_file().is_file():
        return frozenset()
    secret = privacy.key()
    spelled = {*handles, *(f"@{handle}" for handle in handles), *names}
    return frozenset(privacy.pseudonym(words, "author_key", secret) for words in spelled)


def _theirs(look: Look, who: Person) -> Person:
    """With their videos, comments, deals, codes and links."""
    stored, handles = list(who.stored), list(who.handles)
    videos = look.column(
        "SELECT DISTINCT video_id FROM {videos} WHERE creator_id IN (SELECT unnest($ids)) OR "
        f"regexp_extract(lower(url), '{IN_ADDRESS}', 1) IN (SELECT unnest($handles))",
        ids=stored,
        handles=handles,
    )
    deals = look.column("SELECT DISTINCT deal_id FROM {deals} WHERE creator_id IN (SELECT unnest($ids))", ids=stored)
    delivered = look.column(
        "SELECT DISTINCT video_id FROM {deliveries} WHERE deal_id IN (SELECT unnest($deals))", deals=list(deals)
    )
    videos |= delivered - look.column("SELECT DISTINCT video_id FROM {videos}")
    comments = look.column(
        "SELECT DISTINCT comment_id FROM {comments} WHERE video_id IN (SELECT unnest($videos)) OR "
        "author_key IN (SELECT unnest($authors))",
        videos=list(videos),
        authors=list(who.authors),
    )
    own = (look, list(deals))
    pages = {linked(page) for page in look.column("SELECT DISTINCT landing_page FROM {campaigns}")}
    more = Person(
        who.ids,
        videos=videos,
        deals=deals,
        comments=comments,
        codes=frozenset(_alone(*own, "promo_code", folded)),
        links=frozenset(_alone(*own, "referral_link", linked)) - pages,
    )
    return who | more


def _alone(look: Look, deals: list[str], column: str, spelled: Any) -> set[str]:
    """What stands in this column of their deals and of nobody else's."""
    sql = f"SELECT DISTINCT {column} FROM {{deals}} WHERE {column} IS NOT NULL AND deal_id {{}} (SELECT unnest($deals))"
    ours, theirs = (
        {spelled(v) for v in look.column(sql.replace("{}", word), deals=deals)} for word in ("IN", "NOT IN")
    )
    return ours - theirs - {""}
