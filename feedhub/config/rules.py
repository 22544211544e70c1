"""Where the fields of an item stand, in the language of the source's kind: JMESPath for JSON, CSS for pages."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from feedhub.config import css
from feedhub.config.types import Expression, Pattern, Settings, Text, expression_fault
from feedhub.plugin import installed


class Rule(Settings):
    """Where a field stands, and, where only a part of its value is wanted, the pattern that finds the part."""

    path: str = Field(description="Where the value is: JMESPath for json, a CSS selector for html.")
    match: Pattern | None = Field(
        None, description="Regular expression; its first group, or all that it matches, is kept."
    )


FieldRule = Annotated[
    Rule,
    BeforeValidator(
        lambda value: {"path": value} if isinstance(value, str) else value, json_schema_input_type=str | Rule
    ),
]


class Fields(BaseModel):
    """Where each field of an item stands. Any name that is not listed here is free for templates."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, FieldRule] = Field(init=False)

    id: FieldRule | None = Field(None, description="The publisher's own id.")
    title: FieldRule | None = Field(None, description="Title.")
    link: FieldRule | None = Field(None, description="Address of the article.")
    published: FieldRule | None = Field(None, description="Date of publication.")
    updated: FieldRule | None = Field(None, description="Date of the last edit.")
    author: FieldRule | None = Field(None, description="Author.")
    digest: FieldRule | None = Field(None, description="Summary, as text.")
    content: FieldRule | None = Field(None, description="Body, as HTML or text.")
    language: FieldRule | None = Field(None, description="Language of the item (BCP 47).")

    def rules(self) -> dict[str, Rule]:
        """Return the rule of each field that is set, by name, the free ones too."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: rule for name, rule in (named | (self.model_extra or {})).items() if rule is not None}


class Detail(Settings):
    """A second request for each new item."""

    url: Text | None = Field(
        None, description="Address of the detail, a template; default, but for json: the item's link."
    )
    embedded: Text | None = Field(
        None, description="Where JSON is in the page of a detail, as for a list; content and fields are JMESPath then."
    )
    extractor: Text | None = Field(None, description="Plug-in that finds the body in the page, in place of content.")
    content: FieldRule | None = Field(None, description="The body in the answer.")
    fields: Fields = Field(Fields(), description="Further fields in the answer; they win over the list's.")

    @model_validator(mode="after")
    def _has_a_body(self) -> "Detail":
        if (self.content is None) == (self.extractor is None):
            said = "has content and extractor: keep one of them" if self.content else "needs content: where the body is"
            raise ValueError(said)
        if self.embedded and self.extractor:
            raise ValueError("has embedded and extractor, which is for pages: keep one of them")
        if self.embedded and css.is_selector(self.embedded) and (fault := css.selector_fault(self.embedded)):
            raise ValueError(f"embedded = {fault}")
        if self.extractor:
            installed.extractor(self.extractor)
        return self


class Pages(Settings):
    """How the pages of a list are asked for: by a number that counts on, or by what each page says of the next."""

    param: Text | None = Field(
        None, description="Parameter of the query, or key of body or form, that says which page is wanted."
    )
    start: int = Field(1, description="Its value for the first page, which is asked for by url as it is.")
    step: int = Field(1, description="By how much it grows.")
    cursor: Expression | None = Field(
        None, description="json: JMESPath of its value for the next page; without param: of the next page's address."
    )

    @model_validator(mode="after")
    def _leads_on(self) -> "Pages":
        if not self.param and not self.cursor:
            raise ValueError("needs a param, a cursor, or both")
        if not self.cursor and not self.step:
            raise ValueError("step = 0 leads to the same page for ever")
        return self


Fault = Callable[[str], str]


def check_rules(fields: Fields, detail: Detail | None, fault: Fault, detail_fault: Fault) -> None:
    """Raise ValidationError, with the place of each, if a rule's path has a fault: of the list, or of the detail.

    Where a detail is JSON in a page, its rules are JMESPath, whatever those of the list are.
    """
    errors = list(_faults([(("fields", name), rule) for name, rule in fields.rules().items()], fault))
    if detail:
        places: list[tuple[tuple[str, ...], Rule]] = []
        places += [(("detail", "content"), detail.content)] if detail.content else []
        places += [(("detail", "fields", name), rule) for name, rule in detail.fields.rules().items()]
        errors += _faults(places, expression_fault if detail.embedded else detail_fault)
    if errors:
        raise ValidationError.from_exception_data("fields", errors)


def _faults(places: Sequence[tuple[tuple[str, ...], Rule]], fault: Fault) -> Iterator[InitErrorDetails]:
    for place, rule in places:
        if said := fault(rule.path):
            yield InitErrorDetails(
                type="value_error", loc=(*place, "path"), input=rule.path, ctx={"error": ValueError(said)}
            )
