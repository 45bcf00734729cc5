"""What do people ask and complain about?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("comment_voices", "What do people ask and complain about?", priority=65)
def comment_voices(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
