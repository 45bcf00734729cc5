"""Which sounds rise, and which go with more views?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("sounds", "Which sounds rise, and which go with more views?", priority=46)
def sounds(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
