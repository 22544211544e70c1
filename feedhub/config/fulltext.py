"""The full text of items that come as teasers: from where in the article's page, and over how many pages."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from feedhub.config.types import Path, Selector, Settings


class FullText(Settings):
    """How the text of an article is found in its page."""

    content: Selector | None = Field(
        None, description="CSS selector of the text; all that it matches, in order. Default: found by itself."
    )
    remove: tuple[Selector, ...] = Field((), description="CSS selectors of what is no text: taken out.")
    next: Path | None = Field(
        None, description="CSS selector of the link to the article's next page. Default: found by itself."
    )
    max_pages: int = Field(10, ge=1, le=50, description="Pages of one article that are asked for at most.")

    @model_validator(mode="after")
    def _can_be_found(self) -> "FullText":
        if self.content is None and find_spec("trafilatura") is None:
            raise ValueError(
                "fulltext needs a library that is not installed: run pip install 'feedhub[fulltext]', "
                "or name the text by a selector, fulltext.content"
            )
        return self


def _table(value: object) -> object:
    """Return the table that `fulltext = true` stands for; nothing for false."""
    if isinstance(value, bool):
        return {} if value else None
    if value is not None and not isinstance(value, Mapping | FullText):
        raise ValueError("fulltext is true, or a table with content, remove, next or max_pages")
    return value


FullTextSetting = Annotated[FullText | None, BeforeValidator(_table, json_schema_input_type=bool | FullText | None)]
