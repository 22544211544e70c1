"""Patterns of the configuration: what `re` understands, and an end for those that would never come to one."""

import json
import resource
import subprocess
import sys
import time

import pytest

from feedhub import pattern
from feedhub.config import JsonSource, SitemapSource
from feedhub.errors import ParseError, PatternError
from feedhub.model import Response
from feedhub.parse import listing

ENDLESS = [
    (r"(a+)+$", "a" * 100_000 + "!"),
    (r"(a|aa)+$", "a" * 100_000 + "!"),
    (r"(?i)(a|A|á)*$", "a" * 100_000 + "!"),
    (r"(a+)\1+b", "a" * 100_000),
    (r"\b(?:\w+\b\W*)+\d", "héllo " * 20_000),
    (r"\s+$", " " * 1_000_000 + "x"),
    (r".*?,.*?,.*?,.*?x", "," * 100_000),
]


@pytest.mark.parametrize(("source", "text"), ENDLESS)
def test_what_would_take_for_ever_is_given_up_and_named(source: str, text: str) -> None:
    begun = time.process_time()

    with pytest.raises(PatternError) as found:
        pattern.compile(source).search(text)

    assert repr(source) in str(found.value)
    assert len(str(found.value)) < 500
    assert time.process_time() - begun < 5


def test_a_replacement_that_would_take_for_ever_is_given_up_too() -> None:
    with pytest.raises(PatternError):
        pattern.compile(r"(a+)+$").sub("x", "b" + "a" * 100_000 + "!")


def test_what_is_given_up_has_not_taken_the_memory_of_the_machine() -> None:
    script = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
from feedhub import pattern
from feedhub.errors import PatternError
from tests.unit.test_pattern import ENDLESS
for source, text in ENDLESS:
    try:
        pattern.compile(source).search(text)
    except PatternError:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * 1024 < 300_000_000 or int(done.stdout) <= resource.getrusage(0).ru_maxrss


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (r"】(.*)", "【快讯】正文", "正文"),
        (r"\d+", "x 12 y 34", "12"),
        (r"(a)|b", "b", ""),
        (r"c", "b", ""),
        (r"(?<=价格)\d+(?=元)", "价格12元", "12"),
        (r"\p{Han}+", "abc中文", "中文"),
        (r"(?P<year>\d{4})-\d{2}", "on 2022-05", "2022"),
    ],
)
def test_a_part_is_the_first_group_or_all_that_matches(source: str, text: str, expected: str) -> None:
    assert pattern.compile(source).part(text) == expected


def test_a_replacement_may_name_groups() -> None:
    assert pattern.compile(r"(\w+) (?P<b>\w+)").sub(r"\g<b> \1", "one two") == "two one"


@pytest.mark.parametrize("wrong", ["(a", "[", "*", "a{2}{3}" * 50 + "(?", "(?P<x>a)(?P<x>b", "(" * 5000, "\\"])
def test_what_is_no_pattern_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"is no regular expression|repeats its parts too often"):
        pattern.compile(wrong)


@pytest.mark.parametrize("greedy", ["(((a{1000}){1000}){1000}){1000}", "a{99999999}", "(?:ab){1000}{1000}{9}"])
def test_a_pattern_that_would_fill_the_memory_is_refused(greedy: str) -> None:
    with pytest.raises(ValueError, match="too often"):
        pattern.compile(greedy)


@pytest.mark.parametrize("wrong", [r"\2", r"\g<name>", "\\", r"\q"])
def test_a_replacement_that_asks_for_what_is_not_there_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot replace"):
        pattern.check_replacement("(a)(?x) # note", wrong)


@pytest.mark.parametrize("right", ["", r"\1", r"\g<0>!", "元"])
def test_a_replacement_that_fits_is_none_to_complain_of(right: str) -> None:
    pattern.check_replacement("(a)", right)


def test_a_list_whose_pattern_never_ends_is_the_fault_of_the_list() -> None:
    rule = {"path": "title", "match": r"(\w|\w\w)+\?$"}
    source = JsonSource.model_validate(
        {"id": "s", "kind": "json", "url": "https://a.example/", "fields": {"title": rule}}
    )
    title = "ab " * 30 + "a" * 100_000 + "?!"
    body = json.dumps([{"title": title}] * 20).encode()
    begun = time.process_time()

    with pytest.raises(ParseError, match="takes too long"):
        listing(source, Response("https://a.example/", 200, body))

    assert time.process_time() - begun < 5


def test_a_sitemap_whose_pattern_never_ends_is_given_up_once() -> None:
    source = SitemapSource.model_validate(
        {"id": "s", "kind": "sitemap", "url": "https://a.example/", "match": r"(a+)+\d$"}
    )
    urls = f"<url><loc>https://a.example/{'a' * 1000}</loc></url>" * 1000
    begun = time.process_time()

    with pytest.raises(ParseError, match="takes too long"):
        listing(source, Response("https://a.example/", 200, f"<urlset>{urls}</urlset>".encode()))

    assert time.process_time() - begun < 5
