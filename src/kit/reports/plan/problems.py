"""What is wrong with a plan, gathered so that all of it can be told at once."""

from kit.errors import UsageError

MOST = 100  # sentences


class Problems:
    """Sentences, each told once with the first place where it holds and the number of the others."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, None]] = {}

    def __bool__(self) -> bool:
        return bool(self._places)

    def add(self, sentence: str, place: str = "") -> None:
        """`place`: such as "plan.yaml, line 3"; "" for what stands in no file."""
        self._places.setdefault(sentence, {})[place] = None

    def refuse(self) -> None:
        """UsageError with every sentence on a line of its own, if there are any."""
        if self._places:
            told = [_told(sentence, list(places)) for sentence, places in self._places.items()]
            more = [f"There are {len(told) - MOST:,} more problems; mend these first."] if len(told) > MOST else []
            raise UsageError("\n".join(told[:MOST] + more))


def _told(sentence: str, places: list[str]) -> str:
    found = [place for place in places if place]
    if not found:
        return sentence
    return f"{found[0]}{f' and {len(found) - 1:,} more' if len(found) > 1 else ''}: {sentence}"
