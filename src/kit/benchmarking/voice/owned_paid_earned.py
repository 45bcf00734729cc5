"""How much of the voice is owned, paid and earned?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("owned_paid_earned", "How much of the voice is owned, paid and earned?", priority=50)
def owned_paid_earned(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
