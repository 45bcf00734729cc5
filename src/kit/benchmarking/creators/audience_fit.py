"""Whose audience fits our target?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("audience_fit", "Whose audience fits our target?", priority=44)
def audience_fit(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
