"""Who works with which brand, how often and how well?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("brand_creators", "Who works with which brand, how often and how well?", priority=28)
def brand_creators(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
