"""What differs between two versions of a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.diff import Kind, Piece, counts, difference, lines, shortened

SIGNS = {Kind.SAME: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "{{+{}+}}", Kind.CUT: "{}"}


def shown(pieces: list[Piece]) -> str:
    return "".join(SIGNS[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", "a b c"),
        ("He will come", "He will not come", "He will {+not +}come"),
        ("rose by 3.5 per cent", "rose by 5.3 per cent", "rose by [-3.5-]{+5.3+} per cent"),
        ("会议将于5月20日举行", "会议将于5月21日举行", "会议将于5月[-20-]{+21+}日举行"),
        ("利润增长", "利润下降", "利润[-增长-]{+下降+}"),
        ("one two three", "one four five", "one [-two three-]{+four five+}"),
        ("", "new", "{+new+}"),
        ("a\nb\nc\n", "a\nc\n", "a\n[-b\n-]c\n"),
    ],
)
def test_the_words_that_went_stand_before_those_that_came(old: str, new: str, expected: str) -> None:
    assert shown(difference(old, new)) == expected


@given(st.text(alphabet="ab 中文\n.", max_size=60), st.text(alphabet="ab 中文\n.", max_size=60))
def test_the_pieces_give_back_both_versions(old: str, new: str) -> None:
    pieces = difference(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.REMOVED) == new


def test_what_is_far_from_any_change_is_cut() -> None:
    long = "word " * 100

    pieces = shortened(difference(f"{long}x {long}", f"{long}y {long}"), 10)

    assert shown(pieces) == "…word word [-x-]{+y+} word word…"


def test_words_are_counted_chinese_ones_by_character() -> None:
    assert counts(difference("a b", "a c d 中文")) == (4, 1)


def test_mark_up_becomes_lines() -> None:
    markup = "<h2>A</h2><p>b &amp;\n<b>c</b><br/>d</p><ul><li>e</li><li>f</li></ul><table><tr><td>1</td></tr></table>"

    assert lines(markup) == "A\nb & c\nd\ne\nf\n1"


@pytest.mark.parametrize("size", [2_000, 100_000])
def test_two_long_texts_take_bounded_time(size: int) -> None:
    old, new = "".join(f"a x{number} " for number in range(size)), "".join(f"a y{number} " for number in range(size))
    began = time.process_time()

    pieces = difference(old, new)

    assert [piece.kind for piece in pieces] == [Kind.SAME, Kind.REMOVED, Kind.ADDED]
    assert time.process_time() - began < 5


def test_two_texts_of_very_many_lines_take_bounded_time() -> None:
    old, new = "".join(f"a\nx{number}\n" for number in range(50_000)), "b\n" * 100_000
    began = time.process_time()
    difference(old, new)

    assert time.process_time() - began < 5
