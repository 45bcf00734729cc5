"""How do brands' creators engage, at the same mix of tiers?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("brand_engagement", "How do brands' creators engage, at the same mix of tiers?", priority=42)
def brand_engagement(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
