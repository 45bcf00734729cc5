"""A finding as HTML: the takeaway, the table and the card that JupyterLab shows.  The report page uses the same parts.

Everything here takes the finding's JSON (`Finding.to_json()`), so that a page made later from a notebook agrees with
what its author saw.  Text is escaped; names stand in <bdi>; there are no styles on elements, scripts or links.
"""

from kit.show.card import card
from kit.show.table import caption, table
from kit.show.words import attribute, headline, prose, text

__all__ = ["attribute", "caption", "card", "headline", "prose", "table", "text"]
