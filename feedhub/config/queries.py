"""Saved queries: feeds of which the configuration says what is in them."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from feedhub import pattern
from feedhub.config.item_rules import OneOrMore
from feedhub.config.types import Line, Settings, Slug

HISTORY = "import-jekyll"
"""The id of what posts of an imported site are from, which is no source of the configuration."""

_KEYS = ("source", "category", "tag", "text")


class Conditions(Settings):
    """What an entry is held against."""

    source: OneOrMore | None = Field(None, description="One of these sources lists it, by id.")
    category: OneOrMore | None = Field(None, description="It is in one of these categories, by name or slug.")
    tag: OneOrMore | None = Field(None, description="It has one of these tags, in any case.")
    text: OneOrMore | None = Field(
        None, description="One of these regular expressions is found in its title, summary or text, in any case."
    )

    @model_validator(mode="after")
    def _asks_something(self) -> "Conditions":
        if all(getattr(self, key) is None for key in _KEYS):
            raise ValueError(f"says nothing of what is in it: it needs one or more of {', '.join(_KEYS)}")
        for one in self.text or ():
            pattern.compile(one)
        return self


class SavedQuery(Conditions):
    """A feed of the entries that fulfil all keys that are set, for each of them in one of its values."""

    slug: Slug = Field(max_length=80, description="Its name in addresses: /feed/<slug>.atom, and never another.")
    title: Line | None = Field(None, description="Its title; default: the slug.")
    entries: int | None = Field(
        None, ge=1, le=1000, description="Newest posts in it, and in each document of its history; default: as feeds."
    )
    without: Conditions | None = Field(None, description="Entries that fulfil any of these keys are not in it.")


def any_case(expression: str) -> str:
    """Return a regular expression of a query as it is run: upper and lower case are one."""
    return f"(?i){expression}"


def check_queries(queries: Sequence[SavedQuery], sources: Collection[str]) -> None:
    """Raise ValidationError, with the place of each, for slugs that two have and for sources that there are not."""
    errors = [*_doubles(queries), *_unknown(queries, sources)]
    if errors:
        raise ValidationError.from_exception_data("feed", errors)


def _doubles(queries: Sequence[SavedQuery]) -> Iterator[InitErrorDetails]:
    seen: set[str] = set()
    for number, query in enumerate(queries):
        if query.slug.lower() in seen:
            said = ValueError(f"two feeds have the slug {query.slug!r}: give each its own")
            yield _error(("feed", number, "slug"), query.slug, said)
        seen.add(query.slug.lower())


def _unknown(queries: Sequence[SavedQuery], sources: Collection[str]) -> Iterator[InitErrorDetails]:
    for number, query in enumerate(queries):
        named: list[tuple[tuple[str | int, ...], Sequence[str]]] = [(("feed", number, "source"), query.source or ())]
        if query.without:
            named.append((("feed", number, "without", "source"), query.without.source or ()))
        for place, ids in named:
            for one in ids:
                if one not in sources:
                    near = get_close_matches(one, sorted(sources), 1)
                    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(sources)[:10])}"
                    yield _error(place, one, ValueError(f"there is no source {one!r}: {hint}"))


def _error(place: tuple[str | int, ...], given: str, said: ValueError) -> InitErrorDetails:
    return InitErrorDetails(type="value_error", loc=place, input=given, ctx={"error": said})
