"""Does it matter when one posts, and how long the video is?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("posting_times", "Does it matter when one posts, and how long the video is?", priority=60)
def posting_times(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
