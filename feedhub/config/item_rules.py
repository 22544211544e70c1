"""What is done with the items of a source after they were read: dropped, kept, rewritten, filed. Pure."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from feedhub import pattern, template
from feedhub.config.types import Duration, Pattern, Settings, Text

TEXTS = ("title", "link", "author", "digest", "content", "language")
"""The fields of an entry that are one text each."""
LISTS = ("category", "tag", "enclosure")
"""The fields of which an entry has several."""

_REWRITTEN = (*TEXTS, "category", "tag")
_ADDED = ("category", "tag")
_TESTS = ("match", "is", "shorter", "longer", "over", "under")
_CHANGES = ("with", "template", "strip", "map")

OneOrMore = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value, json_schema_input_type=Any),
    Field(min_length=1, json_schema_extra={"type": ["string", "array"], "items": {"type": "string"}}),
]


class ItemRule(Settings):
    """One rule: what it does (drop, keep, rewrite or add) to which field, and under which condition."""

    model_config = ConfigDict(populate_by_name=True)

    drop: Text | None = Field(None, description="Field that is looked at; items that pass the test are dropped.")
    keep: Text | None = Field(None, description="Field that is looked at; items that do not pass are dropped.")
    rewrite: Text | None = Field(None, description="Field that is changed.")
    add: Literal["category", "tag"] | None = Field(None, description="What one more is added to.")
    when: Text | None = Field(None, description="For rewrite and add: field that is looked at.")

    match: Pattern | None = Field(None, description="Test: this regular expression is found.")
    is_: OneOrMore | None = Field(None, alias="is", description="Test: it is this text, or one of these, in any case.")
    shorter: int | None = Field(None, ge=1, description="Test: it has fewer characters of visible text.")
    longer: int | None = Field(None, ge=0, description="Test: it has more characters of visible text.")
    over: Duration | None = Field(None, description="Test for drop = age: it was published longer ago.")
    under: Duration | None = Field(None, description="Test for keep = age: it was published less long ago.")

    with_: str | None = Field(None, alias="with", description="What replaces each part that match finds; may have \\1.")
    template: Text | None = Field(None, description="The new value, a template.")
    strip: Literal["tracking"] | tuple[Text, ...] | None = Field(
        None, description="Parameters that addresses lose: the known trackers, or names in which * stands for anything."
    )
    map: dict[Text, str] | None = Field(None, description="New values by the old ones; others stay.")

    @property
    def field(self) -> str:
        """The field that a test of this rule looks at; empty where it has no test."""
        return self.drop or self.keep or self.when or ""

    @property
    def target(self) -> str:
        """The field that this rule changes; empty where it only judges."""
        return self.rewrite or self.add or ""

    def has(self, names: Sequence[str]) -> list[str]:
        """Return which of the keys `names` are set."""
        return [name for name in names if getattr(self, {"is": "is_", "with": "with_"}.get(name, name)) is not None]

    @model_validator(mode="after")
    def _does_one_thing(self) -> "ItemRule":
        does = self.has(("drop", "keep", "rewrite", "add"))
        if len(does) != 1:
            said = f"has {' and '.join(does)}" if does else "does not say what it does"
            raise ValueError(f'{said}: it needs one of drop, keep, rewrite and add, with a field, like drop = "title"')
        if self.drop or self.keep:
            _judges(self)
        else:
            _changes(self)
        return self


def _judges(rule: ItemRule) -> None:
    """Raise ValueError if a rule that drops or keeps is not whole."""
    tests, foreign = rule.has(_TESTS), rule.has(("when", *_CHANGES))
    verb = "drop" if rule.drop else "keep"
    if foreign:
        raise ValueError(f"has {verb} and {foreign[0]}: {foreign[0]} is for rewrite and add")
    _one_test(tests)
    if rule.field == "age" and tests != (wanted := ["over" if rule.drop else "under"]):
        # An item only grows older: what was dropped for being young would never come back.
        raise ValueError(f'{verb} = "age" needs {wanted[0]} = "30d", or another span')
    if rule.field != "age" and tests[0] in ("over", "under"):
        raise ValueError(f'{tests[0]} is for "age": write {verb} = "age"')


def _changes(rule: ItemRule) -> None:
    """Raise ValueError if a rule that rewrites or adds is not whole."""
    verb, target = ("rewrite", rule.rewrite) if rule.rewrite else ("add", rule.add)
    if target not in (_REWRITTEN if rule.rewrite else _ADDED):
        near = get_close_matches(str(target), _REWRITTEN, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(_REWRITTEN)}"
        raise ValueError(f"{verb} = {target!r} cannot be: {hint}")
    tests, how = rule.has(_TESTS), rule.has(_CHANGES)
    if len(how) != 1 or (rule.add and how != ["template"]):
        wanted = "a template" if rule.add else "one of with (and match), template, strip and map"
        raise ValueError(f"{verb} needs {wanted}")
    if rule.with_ is not None:
        if rule.match is None or rule.when or tests != ["match"]:
            raise ValueError("with replaces what match finds in the field itself: it needs match, and no other test")
        pattern.check_replacement(rule.match, rule.with_)
    elif rule.when:
        _one_test(tests)
        if rule.when == "age" or tests[0] in ("over", "under"):
            raise ValueError("age is for drop and keep")
    elif tests:
        raise ValueError(f'has {tests[0]} and no when: say which field is looked at, like when = "title"')
    if rule.strip and target not in ("link", "content"):
        raise ValueError('strip is for addresses: write rewrite = "link" or "content"')
    if rule.map is not None and target == "content":
        raise ValueError("map is for whole values, which a content is not: use match and with")


def _one_test(tests: list[str]) -> None:
    if len(tests) != 1:
        said = f"has {' and '.join(tests)}" if tests else "has no test"
        raise ValueError(f"{said}: it needs one of {', '.join(_TESTS)}")


def check_item_rules(rules: Sequence[ItemRule], known: set[str]) -> None:
    """Raise ValidationError, with the place of each, for rules that look at a field which is not `known`."""
    errors = list(_unknown(rules, known))
    if errors:
        raise ValidationError.from_exception_data("rule", errors)


def _unknown(rules: Sequence[ItemRule], known: set[str]) -> Iterator[InitErrorDetails]:
    judged = known | {*TEXTS, *LISTS, "age"}
    filled = known | {*TEXTS, "category", "tag"}
    for number, rule in enumerate(rules):
        key = rule.has(("drop", "keep", "when"))
        asked = [(key[0], rule.field, judged)] if key else []
        asked += [("template", name, filled) for name in sorted(template.names(rule.template or ""))]
        for place, name, among in asked:
            if name not in among:
                near = get_close_matches(name, sorted(among), 1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(among))}"
                said = ValueError(f"there is no field {name!r}: {hint}")
                yield InitErrorDetails(type="value_error", loc=("rule", number, place), input=name, ctx={"error": said})
