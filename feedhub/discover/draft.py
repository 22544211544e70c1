"""What is found out of a list: the settings under which a source could read it. Pure values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

ReadsDate = Callable[[str], bool]
"""Whether a text is a date to whoever will read it."""

Rule = str | Mapping[str, str]
"""A field rule as the configuration writes it: a path, or a table of path and match."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A list that could be followed: `settings` and `fields` as in a `[[source]]`, and a score for ranking, 0 to 1."""

    kind: Literal["html", "json"]
    settings: Mapping[str, str]
    fields: Mapping[str, Rule]
    score: float
    count: int  # items that were seen

    @property
    def place(self) -> str:
        """Where the list stands, in one line."""
        items = self.settings.get("items", "@")
        return f"{self.settings['embedded']} → {items}" if "embedded" in self.settings else items
