"""Is our share of voice growing?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("voice_over_time", "Is our share of voice growing?", priority=48)
def voice_over_time(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
