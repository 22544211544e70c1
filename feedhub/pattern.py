"""Regular expressions of the configuration, run on what publishers write, for a bounded time. Pure.

The syntax is that of Python's `re`; `\\p{Han}` and the rest of the `regex` package's are understood too.
"""

import functools
import math
import re
from dataclasses import dataclass, field
from typing import Any

from feedhub.errors import PatternError

_LONGEST_S = 0.25  # of processor time, for one search in one text; an honest pattern needs some microseconds
_MOST_STATES = 5_000_000  # a repetition that is counted, as in x{500}, is compiled that many times
_COUNTED = re.compile(r"\{(\d+)[,}]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled regular expression. `source` is how it stands in the configuration."""

    source: str
    _compiled: Any = field(repr=False, compare=False)

    def search(self, text: str) -> Any:
        """Return the first match in `text`, as one of `re`, or None. Raises PatternError if that takes too long."""
        try:
            return self._compiled.search(text, timeout=_LONGEST_S)
        except (TimeoutError, MemoryError):
            raise PatternError(self.source, text) from None

    def sub(self, replacement: str, text: str) -> str:
        """Return `text` with each match replaced; `replacement` may name groups, as in `re`.

        Raises PatternError if that takes too long.
        """
        try:
            return str(self._compiled.sub(replacement, text, timeout=_LONGEST_S))
        except (TimeoutError, MemoryError):
            raise PatternError(self.source, text) from None

    def part(self, text: str) -> str:
        """Return what the first group matches in `text`; without a group, all that matches; without a match, "".

        Raises PatternError if that takes too long.
        """
        found = self.search(text)
        return (found[1 if self._compiled.groups else 0] or "") if found else ""


@functools.lru_cache(maxsize=1024)
def compile(pattern: str) -> Pattern:  # noqa: A001 - as in `re`
    """Return `pattern`, ready for use. Raises ValueError, in words for the configuration, if it is none."""
    import regex

    counted = math.prod(max(int(times), 1) for times in _COUNTED.findall(pattern))
    if len(pattern) * counted > _MOST_STATES:
        raise ValueError(f"{_shown(pattern)} repeats its parts too often: lower the numbers in {{}}")
    try:
        return Pattern(pattern, regex.compile(pattern))
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"{_shown(pattern)} is no regular expression: {error}") from None


def check_replacement(pattern: str, replacement: str) -> None:
    """Raise ValueError, in words for the configuration, if `replacement` asks for what `pattern` does not have."""
    import regex

    compile(pattern)
    # An empty alternative matches always, so the replacement is looked at; the line break ends a comment of (?x).
    empty = regex.compile(pattern + "\n|")
    try:
        empty.sub(replacement, "")
    except (regex.error, IndexError, ValueError) as error:
        raise ValueError(f"{_shown(replacement)} cannot replace what {_shown(pattern)} finds: {error}") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 100 else f"{text[:99]}…")
