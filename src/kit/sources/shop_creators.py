"""TikTok Shop's creator finder: one row a creator; CSV.

Layout: ``Username, Nickname, Follower Count, Follower Demographics, Category, Engagement Rate, Items Sold (Last 30
days), GMV (Last 30 days), Videos, Number of Videos`` as one public tool writes it; Seller Center's own affiliate export
was not found, so nothing says that it has the same columns.

=====================================  ============================================================================
column                                 becomes
=====================================  ============================================================================
Username                               creators.creator_id
Nickname                               creators.name
Follower Count                         creators.followers ("12.3K" is 12,300)
Category                               creators.category
=====================================  ============================================================================

Not taken over: Follower Demographics (how its cell is written is not known, so `audience` stays empty), Engagement Rate
(by what it is divided is not said), items sold and GMV (no table holds what a creator sells for others), Videos
(addresses without counts), Number of Videos (whether of the account or of that cell is not said).
"""

from kit.reading.fields import Fields
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.figures import bare

LABEL = "TikTok Shop creator finder"
BY = "Username and Follower Count beside GMV, Items Sold or Follower Demographics"
CREATORS = {
    "creator_id": ("Username",),
    "name": ("Nickname",),
    "followers": ("Follower Count",),
    "category": ("Category",),
}
FILLS = {"creators": tuple(CREATORS)}
OWN = ("follower demographics", "items sold", "gmv")


def detect(sheet: Sheet) -> float:
    names = [bare(name) for name in sheet.header]
    own = sum(any(name.startswith(word) for name in names) for word in OWN)
    return 0.9 if "username" in names and "follower count" in names and own >= 2 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    return Reading([Batch("creators", fields.columns(CREATORS), range(len(sheet)))], fields.used)
