"""How does our own account do?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("own_account", "How does our own account do?", priority=22)
def own_account(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
