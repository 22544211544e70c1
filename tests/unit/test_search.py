"""What somebody asks for, and where a text has it."""

import pytest

from feedhub import search
from feedhub.search import Clause, Piece, Query


def wanted(text: str) -> list[str]:
    """Return the terms of what a query wants, each clause in one text."""
    return [" ".join(one.terms) + ("*" if one.prefix else "") for one in search.query(text).wanted]


def shown(pieces: list[Piece]) -> str:
    """Return pieces as text with brackets around what was asked for."""
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def test_text_without_spaces_becomes_pairs_and_its_end() -> None:
    assert search.terms("中央银行 A股，GDP") == ["中央", "央银", "银行", "行", "a", "股", "gdp"]


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("央行", ["央行"]),
        ("行", ["行*"]),
        ("中央银行", ["中央 央银 银行"]),
        ("A股", ["a 股*"]),
        ("Ａ股　ＧＤＰ", ["a 股*", "gdp"]),
        ("Café CAFE", ["cafe"]),
        ('"interest rates" rise', ["interest rates", "rise"]),
        ("“货币 政策”", ["货币 币 政策"]),
        ("3.14%", ["3 14"]),
        ("foo-bar", ["foo bar"]),
        ('"open phrase', ["open phrase"]),
        ("กรุงเทพ", ["กร รุ ุง งเ เท ทพ"]),
        ("!!! ' \" * () NOT", ["not"]),
        ("", []),
    ],
)
def test_a_query_is_words_and_phrases_in_one_spelling(asked: str, terms: list[str]) -> None:
    assert wanted(asked) == terms


def test_what_follows_a_minus_is_not_wanted() -> None:
    assert search.query('央行 -降息 -"rate cut"') == Query(
        (Clause(("央行",), ("央行",), prefix=False),),
        (Clause(("降息",), ("降息",), prefix=False), Clause(("rate", "cut"), ("rate", "cut"), prefix=False)),
    )


def test_a_query_is_no_longer_than_its_limits() -> None:
    assert len(search.query(" ".join(f"w{n}" for n in range(90))).wanted) == 16
    assert len(search.query("中" * 5000).wanted[0].terms) == search.LONGEST_QUERY - 1


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("中国央行宣布", "央行", "中国[央行]宣布"),
        ("The ＥＣＢ and ecbs", "ecb", "The [ＥＣＢ] and ecbs"),
        ("Im Café", "cafe", "Im [Café]"),
        ("ﬁnance", "finance", "[ﬁnance]"),
        ("<b>央行</b>", "央行", "<b>[央行]</b>"),
        ("interest-rates, interest rates", '"interest rates"', "[interest-rates], [interest rates]"),
        ("nothing", "", "nothing"),
    ],
)
def test_what_was_asked_for_is_marked_as_it_is_written(text: str, asked: str, expected: str) -> None:
    assert shown(search.marked(text, search.query(asked))) == expected


def test_an_excerpt_is_short_and_has_the_first_hit_in_it() -> None:
    text = "开头。" * 100 + "央行宣布降息。" + "结尾。" * 100

    found = shown(search.excerpt(text, search.query("降息")))

    assert found.startswith("…") and found.endswith("…")
    assert "央行宣布[降息]。" in found
    assert len(found) < 180


def test_the_excerpt_of_what_has_no_hit_is_its_beginning() -> None:
    assert shown(search.excerpt("短文。", search.query("央行"))) == "短文。"
