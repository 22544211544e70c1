"""Addresses become absolute, and spellings of one address become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.normalise import urls

BASE = "https://news.example/2022/list.html"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h.example", True),
        ("HTTPS://h.example/a", True),
        ("http://h.example?x", True),
        ("http://h.example#x", True),
        ("http://", False),
        ("http:///x", False),
        ("http:/h.example/", False),
        ("//h.example/", False),
        ("ftp://h.example/", False),
        ("javascript://h.example/%0Aalert(1)", False),
        ("xhttp://h.example/", False),
        ("http://user:word@h.example/", False),
        ("http://h.example\\@evil.example/", False),
        ("post-17", False),
        ("", False),
    ],
)
def test_a_web_address_has_scheme_and_host(url: str, expected: bool) -> None:
    assert expected == urls.is_web(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("a.html", "https://news.example/2022/a.html"),
        ("/a", "https://news.example/a"),
        ("//h.example/a", "https://h.example/a"),
        ("?p=1", "https://news.example/2022/list.html?p=1"),
        ("../../../a", "https://news.example/a"),
        (" http://h.example/a\r\n", "http://h.example/a"),
        ("http://h.example/\na\tb", "http://h.example/ab"),
        ("http://h.example/a b", "http://h.example/a%20b"),
        ("http://h.example/路?q=值", "http://h.example/%E8%B7%AF?q=%E5%80%BC"),
        ("http://h.example/%E8%B7%AF?q=%D6%B5", "http://h.example/%E8%B7%AF?q=%D6%B5"),
        ('http://h.example/{{x}}<>"`|^\\', "http://h.example/%7B%7Bx%7D%7D%3C%3E%22%60%7C%5E%5C"),
        ("http://h.example/?a=1&b=[2]", "http://h.example/?a=1&b=[2]"),
        ("", ""),
        ("   ", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@b.example", ""),
        ("http://[::1", ""),
        ("http://a\u2100b.example/", ""),
        ("http://\ud800/", ""),
    ],
)
def test_an_address_is_resolved_against_its_base(url: str, expected: str) -> None:
    assert expected == urls.absolute(url, BASE)


@pytest.mark.parametrize(("url", "expected"), [("a.html", ""), ("http://h.example/a", "http://h.example/a")])
def test_without_a_base_only_absolute_addresses_are_some(url: str, expected: str) -> None:
    assert expected == urls.absolute(url, "")


@given(st.text(), st.sampled_from([BASE, "", "http://h.example"]))
def test_an_absolute_address_is_in_ascii_without_white_space_or_nothing(url: str, base: str) -> None:
    absolute = urls.absolute(url, base)

    assert not absolute or (absolute.isascii() and absolute.isprintable() and not set(absolute) & set(' <>"{}'))


@given(st.text(), st.sampled_from([BASE, ""]))
def test_an_absolute_address_stays_as_it_is(url: str, base: str) -> None:
    absolute = urls.absolute(url, base)

    assert absolute == urls.absolute(absolute, base)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://example.com/a?b=1",
        "https://example.com/a?b=1",
        "HTTPS://WWW.Example.COM/a?b=1",
        "http://example.com:80/a?b=1",
        "https://example.com:443/a?b=1",
        "https://example.com/a/?b=1",
        "https://example.com/a?b=1#top",
        "https://example.com/a?b=1&utm_source=rss&utm_medium=feed",
        "https://example.com/a?spm=a2c&b=1&fbclid=x&gclid=y",
        "https://user@example.com/a?b=1",
        "  https://example.com/a?b=1\n",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    assert urls.canonical(spelling) == "//example.com/a?b=1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://h.example/?id=1", "http://h.example/?id=2"),
        ("http://h.example/a", "http://h.example/A"),
        ("http://h.example/?a=1&b=2", "http://h.example/?a=2&b=1"),
        ("https://h.example:80/", "https://h.example/"),
        ("http://h.example/?newsid=1", "http://h.example/?newsid=1&page=2"),
        ("http://a.h.example/", "http://b.h.example/"),
        # Chinese sites still write GBK into their addresses: 人 and 仁.
        ("http://h.example/?q=%C8%CB", "http://h.example/?q=%C8%CA"),
        ("http://h.example/%C8%CB", "http://h.example/%C8%CA"),
    ],
)
def test_addresses_of_two_articles_are_two(one: str, other: str) -> None:
    assert urls.canonical(one) != urls.canonical(other)


@pytest.mark.parametrize("broken", ["http://[::1", "http://a\u2100b.example/"])
def test_an_address_that_cannot_be_read_is_its_own_form(broken: str) -> None:
    assert broken == urls.canonical(f" {broken} ")


@given(
    st.sampled_from(["http://", "https://", "HTTP://"]),
    st.sampled_from(["h.example", "www.h.example", "H.example:80", "h.example:443", "h.example:8080"]),
    st.text(st.sampled_from("/ab%C8.;~中 ")).map(lambda path: f"/{path}"),
    st.text(st.sampled_from("ab=&%C8+;utm_中")),
)
def test_the_canonical_form_is_its_own_canonical_form(scheme: str, host: str, path: str, query: str) -> None:
    canonical = urls.canonical(urls.absolute(f"{scheme}{host}{path}?{query}", ""))

    assert canonical == urls.canonical(canonical)


@pytest.mark.parametrize("fragment", ["#v1.2", "#/news/1", "#!article-7", "#entry-2022-05-20"])
def test_a_fragment_that_tells_articles_apart_counts(fragment: str) -> None:
    assert urls.canonical(f"https://h.example/log{fragment}") != urls.canonical("https://h.example/log")
