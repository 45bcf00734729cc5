"""What do people feel in the comments?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("comment_sentiment", "What do people feel in the comments?", priority=38)
def comment_sentiment(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
