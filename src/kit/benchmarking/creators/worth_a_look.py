"""Which accounts are worth a look by hand?"""

from kit.data import Data
from kit.finding import Finding, NotShown, question


@question("worth_a_look", "Which accounts are worth a look by hand?", priority=70)
def worth_a_look(data: Data) -> Finding:
    """To be written."""
    raise NotShown("To be written.")
