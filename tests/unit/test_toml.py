"""Strings and tables of TOML, as a reader of TOML reads them again."""

import tomli
from hypothesis import given
from hypothesis import strategies as st

from feedhub.exchange import toml


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_string_is_read_as_it_was(text: str) -> None:
    assert tomli.loads(f"x = {toml.quoted(text)}")["x"] == text


def test_a_source_is_a_table_with_its_keys_in_order() -> None:
    written = toml.source({"id": "a", "title": 'say "x"\\\n\x7f', "category": {"name": "{x}"}})

    assert written == ('[[source]]\nid = "a"\ntitle = "say \\"x\\"\\\\\\n\\u007f"\ncategory = { name = "{x}" }\n')
