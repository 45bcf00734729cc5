"""Which content styles work?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("content_styles", "Which content styles work?", priority=43)
def content_styles(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
