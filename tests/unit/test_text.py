"""Titles, names and summaries come out as one line of plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.normalise import text

LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("  a \r\n\t b\u2028c\u2029d\x85e\xa0f ", "a b c d e f"),
        ("强化计量\u3000加快推进", "强化计量\u3000加快推进"),
        ("\u3000\u3000题目\u3000", "题目"),
        ("<b>重磅</b>消息", "重磅消息"),
        ('<font color="red">a</font>', "a"),
        ("if a < b and c > d", "if a < b and c > d"),
        ("List<int> in C++", "List<int> in C++"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("&lt;b&gt;", "<b>"),
        ("&#x4E2D;&#25991;", "中文"),
        ("a&nbsp;b", "a b"),
        ("AT&T R&D", "AT&T R&D"),
        ('say "yes": a\\b # c', 'say "yes": a\\b # c'),
        ("涨停🚀", "涨停🚀"),
        ("\x00a\x08b\x1b[0m", "ab[0m"),
        ("a\ud800b", "ab"),
        ("&#0;&#8;a&#xD800;", "\ufffda\ufffd"),
        ("\ufeff标题", "标题"),
        ("a\ufffeb\uffff", "ab"),
    ],
)
def test_a_line_is_plain_text_with_its_white_space_folded(value: str, expected: str) -> None:
    assert expected == text.line(value, 100)


@pytest.mark.parametrize("broken", ["first<br>second", "first<br/>second", "<p>first</p><p>second</p>"])
def test_a_line_keeps_words_apart_that_stood_on_two(broken: str) -> None:
    assert text.line(broken, 100) == "first second"


def test_a_line_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert text.line("abcdefgh", 5) == "abcd…"


def test_a_line_of_just_the_limit_stays_whole() -> None:
    assert text.line("abcde", 5) == "abcde"


@given(st.text(), st.integers(1, 50))
def test_a_line_is_one_line_within_the_limit_and_legal_in_xml(value: str, limit: int) -> None:
    line = text.line(value, limit)

    assert (True, True, line) == (len(line) <= limit, not set(line) & set(LINE_ENDS), text.legal(line))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("【标题】摘要", "摘要"),
        ("\u3000\u3000【标题】摘要", "摘要"),
        ("【要闻】【标题】 摘要", "摘要"),
        ("【标题】", "【标题】"),
        ("摘要", "摘要"),
        ("<p>【标题】摘要</p>", "摘要"),
        ("第一段\u3000\u3000第二段", "第一段第二段"),
    ],
)
def test_a_digest_is_without_the_headline(value: str, expected: str) -> None:
    assert expected == text.digest(value)


@pytest.mark.parametrize(
    "value", ["财联社电，【巨化股份】公告称将回购", "公司公告【更正】", "据了解【600160】今日涨停"]
)
def test_brackets_within_a_digest_are_no_headline(value: str) -> None:
    assert value == text.digest(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("short", "short"),
        ("  a\n b ", "a b"),
        ("one two three four", "one two…"),
        ("一二三四五六七八九十一二三", "一二三四五六七八九十一…"),
        ("一二三四五六七八九，，，十一", "一二三四五六七八九…"),
    ],
)
def test_an_excerpt_is_cut_at_a_word_where_there_are_words(value: str, expected: str) -> None:
    assert expected == text.excerpt(value, 12)


@given(st.text(), st.integers(2, 50))
def test_an_excerpt_keeps_to_its_limit(value: str, limit: int) -> None:
    assert len(text.excerpt(value, limit)) <= limit


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("zh-CN", "zh-CN"),
        (" zh_CN ", "zh-CN"),
        ("en", "en"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("", ""),
        ("中文", ""),
        ("english language", ""),
        ('en" onload="x', ""),
        ("c", ""),
    ],
)
def test_a_language_is_a_tag_or_nothing(value: str, expected: str) -> None:
    assert expected == text.language(value)
