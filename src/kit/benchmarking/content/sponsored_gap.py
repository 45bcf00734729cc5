"""Do sponsored videos engage as well as organic ones?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("sponsored_gap", "Do sponsored videos engage as well as organic ones?", priority=18)
def sponsored_gap(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
