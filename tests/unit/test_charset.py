"""Bytes become text, whatever the header says of them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.parse.charset import decode

NEWS = "中国市场监管新闻网"


@pytest.mark.parametrize("declared", [None, "utf-8", "gbk", "gb2312", "iso-8859-1", "nonsense", ""])
@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_wins(mark: bytes, codec: str, declared: str | None) -> None:
    assert decode(mark + NEWS.encode(codec), declared) == NEWS


@pytest.mark.parametrize("declared", [None, "utf-8", "UTF8", "gbk", "gb2312", "iso-8859-1", "ascii", "utf-16"])
def test_what_is_utf_8_is_read_as_utf_8(declared: str | None) -> None:
    assert decode(NEWS.encode(), declared) == NEWS


@pytest.mark.parametrize("declared", [None, "gbk", "GB2312", " gb18030 ", "x-unknown", "utf-8"])
@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_gbk_is_read_whether_or_not_it_is_declared(codec: str, declared: str | None) -> None:
    assert f'{{"title": "{NEWS}"}}' == decode(f'{{"title": "{NEWS}"}}'.encode(codec), declared)


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        ("朱镕基", "gbk", "gb2312"),
        ("𠮷野家", "gb18030", "gb2312"),
        ("臺灣碁", "big5hkscs", "big5"),
        ("これは", "shift_jis", "Shift_JIS"),
        ("これは①㈱", "cp932", "x-sjis"),
        ("똠방각하", "cp949", "ks_c_5601-1987"),
        ("日本語", "iso-2022-jp", "iso-2022-jp"),
        ("中文", "hz", "hz-gb-2312"),
        ("café", "latin-1", "iso-8859-1"),
        ("“quoted” €5", "cp1252", "iso-8859-1"),
        ("новости", "windows-1251", "windows-1251"),
    ],
)
def test_a_declared_charset_is_followed_and_taken_for_its_larger_set(text: str, codec: str, declared: str) -> None:
    assert text == decode(text.encode(codec), declared)


def test_one_character_that_was_cut_does_not_spoil_a_text_declared_as_utf_8() -> None:
    # A publisher cut the bytes of a summary, not its characters; the same bytes happen to be valid GBK.
    assert decode("中文".encode() + b"\xe4\xb8", "utf-8") == "中文\ufffd"


@pytest.mark.parametrize(
    "declared", ["hex", "base64", "rot13", "zlib", "bz2", "undefined", "idna", "punycode", "a\0b", "é", "none", "\n"]
)
def test_a_charset_that_is_none_is_passed_over(declared: str) -> None:
    assert decode(NEWS.encode("gbk"), declared) == NEWS


@pytest.mark.parametrize(("body", "expected"), [(b"", ""), (codecs.BOM_UTF8, ""), (b"\xff", "\ufffd")])
def test_nothing_and_nonsense_are_text_too(body: bytes, expected: str) -> None:
    assert expected == decode(body)


@given(st.binary(), st.sampled_from([None, "utf-8", "gbk", "big5", "utf-16", "utf-7", "shift_jis", "iso-2022-jp"]))
def test_any_bytes_become_text(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared), str)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not text.startswith("\ufeff")))
def test_utf_8_comes_back(text: str) -> None:
    assert text == decode(text.encode(), "gbk")


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [("한국어 뉴스 기사입니다 " * 9, "cp949", "euc-kr"), ("déjà vu, été “là” " * 9, "cp1252", "windows-1252")],
)
def test_a_broken_byte_leaves_the_declared_charset_in_force(text: str, codec: str, declared: str) -> None:
    assert text == decode(text.encode(codec) + b"\x81 .", declared).rstrip("\ufffd .") + " "
