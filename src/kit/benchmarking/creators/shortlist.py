"""Who fits the brief?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("shortlist", "Who fits the brief?", priority=12)
def shortlist(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
