"""Slugs are clean, lower case, and Chinese is written as it is read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.normalise import slugs


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("中国市场监管新闻网", "zhongguoshichangjianguanxinwenwang"),
        ("21世纪经济报道", "21shijijingjibaodao"),
        ("重庆", "chongqing"),
        ("银行", "yinhang"),
        ("长江", "changjiang"),
        ("厦门", "xiamen"),
        ("音乐", "yinyue"),
        ("会计", "kuaiji"),
        ("女", "nv"),
        ("二〇二二", "erlingerer"),
        ("证券时报·e公司", "zhengquanshibaoegongsi"),
        ("北京 Daily", "beijing-daily"),
        ("ＴｅｃｈＷｅｂ", "techweb"),
        ("TechWeb", "techweb"),
        ("Techweb", "techweb"),
        ("C++", "c"),
        ("A & B / C", "a-b-c"),
        ("  a  ", "a"),
        ("--a--", "a"),
        ("../x", "x"),
        ("Women's", "womens"),
        ("Ünïcode", "unicode"),
        ("СМИ", "smi"),
        ("😀", "grinning"),
        ("a_b", "a-b"),
    ],
)
def test_a_slug_is_the_name_in_latin_letters(name: str, expected: str) -> None:
    assert expected == slugs(name)[0]


@pytest.mark.parametrize("name", ["", "·", "-", "???", "\x00", "。"])
def test_a_name_without_letters_has_a_slug_of_its_own(name: str) -> None:
    assert re.fullmatch(r"c-[0-9a-f]{10}", slugs(name)[0])


def test_names_without_letters_have_different_slugs() -> None:
    assert slugs("·")[0] != slugs("!")[0]


@pytest.mark.parametrize(("fixed", "expected"), [("emnews", "emnews"), ("EmNews", "emnews"), ("a_b", "a_b")])
def test_a_slug_that_the_configuration_fixes_is_taken_in_lower_case(fixed: str, expected: str) -> None:
    assert expected == slugs("东财滚动新闻", fixed)[0]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_slug_and_its_stem_are_clean(name: str) -> None:
    slug, stem = slugs(name)

    assert tuple(bool(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", part)) for part in (slug, stem)) == (True, True)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_a_slug_leaves_room_for_a_number(name: str) -> None:
    slug, stem = slugs(name)

    assert (len(slug) <= 80, len(f"{stem}-12345") <= 80) == (True, True)


def test_a_stem_does_not_end_in_a_hyphen() -> None:
    assert not slugs("x" * 73 + "-abcdefgh")[1].endswith("-")
