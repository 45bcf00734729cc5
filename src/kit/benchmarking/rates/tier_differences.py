"""Do tiers really differ in engagement?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("tier_differences", "Do tiers really differ in engagement?", priority=45)
def tier_differences(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
