"""Who scores best, and by what?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("score", "Who scores best, and by what?", priority=30)
def score(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
