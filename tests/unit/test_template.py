"""Templates are filled once, and a value inside an address stays one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub import template


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", frozenset()),
        ("{id}", {"id"}),
        ("{a}{b}{a}", {"a", "b"}),
        ("{ a } {a-b} {} {{", frozenset()),
        ("{{a}}", {"a"}),
        ("{标题}", {"标题"}),
    ],
)
def test_the_names_of_a_template_are_known(text: str, expected: frozenset[str]) -> None:
    assert expected == template.names(text)


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("{media}新闻", {"media": "中国市场监管新闻网"}, "中国市场监管新闻网新闻"),
        ("{missing}x", {}, "x"),
        ("{a}", {"a": "{b}", "b": "c"}, "{b}"),
        ("{a}{b}", {"a": "{", "b": "b}"}, "{b}"),
        ("{a}", {"a": "\\1\\g<0>"}, "\\1\\g<0>"),
        ("{ a }", {"a": "x"}, "{ a }"),
    ],
)
def test_a_template_is_filled_once(text: str, fields: dict[str, str], expected: str) -> None:
    assert expected == template.fill(text, fields)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("https://h.example/?id={id}", "NW1", "https://h.example/?id=NW1"),
        ("https://h.example/?id={id}", "a&b=c#d", "https://h.example/?id=a%26b%3Dc%23d"),
        ("https://h.example/{id}.html", "../../admin", "https://h.example/..%2F..%2Fadmin.html"),
        ("https://h.example/{id}", "中 文", "https://h.example/%E4%B8%AD%20%E6%96%87"),
        ("https://h.example/{id}", "a\r\nHost: x", "https://h.example/a%0D%0AHost%3A%20x"),
        ("https://h.example/{id}", "100%", "https://h.example/100%25"),
        ("{id}", "https://h.example/a?b=c", "https://h.example/a?b=c"),
        ("{id}&from=feed", "https://h.example/a?b=c", "https://h.example/a?b=c&from=feed"),
        (" {id}", "a/b", " a%2Fb"),
    ],
)
def test_a_value_inside_an_address_is_encoded_and_one_at_its_start_is_not(text: str, value: str, expected: str) -> None:
    assert expected == template.fill_url(text, {"id": value})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_changes_the_address_around_it(value: str) -> None:
    filled = template.fill_url("https://h.example/a?id={id}&x=1", {"id": value})

    assert (
        filled.partition(":")[0],
        filled.partition(":")[2].partition("=")[0],
        filled.rpartition("=")[2],
        "#" in filled,
    ) == ("https", "//h.example/a?id", "1", False)
