"""Saved queries: which entries they choose, and what is said of one that cannot be."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedhub import config
from feedhub.config import SavedQuery
from feedhub.errors import ConfigError
from feedhub.model import Category, Post, Sighted
from feedhub.publish.select import chosen

NOW = datetime(2022, 5, 27, 8, 0, tzinfo=UTC)
POST = Post(
    id=1, name="NW1", title="晶圆厂扩产", link="", published=NOW, updated=NOW, author="", digest="Chips &amp; more",
    excerpt="", content="<p>半<b>导体</b>与光刻</p>", language="zh", path="", archive_path="", source_id="a",
    source_title="A", source_link="", categories=(Category(1, "证券时报", "zhengquanshibao", 3),),
    tags=("ＡＩ", "Fab News"),
)  # fmt: skip
SIGHTED = Sighted(POST, frozenset({"a", "b"}))
SOURCE = '[[source]]\nid = "market-37"\nkind = "feed"\nurl = "http://a.example/feed"\n'


@pytest.mark.parametrize(
    "query",
    [
        {"source": "b"},
        {"source": ["x", "a"], "text": "晶圆"},
        {"category": "证券时报"},
        {"category": "ZhengquanShibao"},
        {"tag": "ai"},
        {"tag": ["x", "fab  news"]},
        {"text": "半导体"},  # mark-up parts no words
        {"text": ["x", "CHIPS"]},
        {"text": r"\p{Han}{3}扩产"},
        {"text": "chips", "without": {"text": "potato"}},
        {"text": "chips", "without": {"source": "c", "tag": "x"}},
    ],
)
def test_an_entry_is_chosen_that_fulfils_each_key_in_one_of_its_values(query: dict[str, Any]) -> None:
    assert chosen(SavedQuery.model_validate({"slug": "q", **query}), SIGHTED)


@pytest.mark.parametrize(
    "query",
    [
        {"source": "c"},
        {"source": "a", "text": "potato"},
        {"category": "证券"},
        {"tag": "a"},
        {"text": "(?-i:CHIPS)"},
        {"text": "<b>"},  # mark-up is no text
        {"text": "chips", "without": {"text": "光刻"}},
        {"text": "chips", "without": {"source": "b", "tag": "x"}},
    ],
)
def test_an_entry_is_not_chosen_that_misses_a_key_or_fulfils_one_of_without(query: dict[str, Any]) -> None:
    assert not chosen(SavedQuery.model_validate({"slug": "q", **query}), SIGHTED)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            'slug = "q"\nsource = "market-38"',
            "7: feed.1.source: there is no source 'market-38': did you mean 'market-37'",
        ),
        ('slug = "q"\ntext = "x"\nwithout = { source = "y" }', "there is no source 'y': there are"),
        ('slug = "q"\ntext = "("', "'(' is no regular expression"),
        ('slug = "q"', "5: feed.1: says nothing of what is in it: it needs one or more of source, category"),
        ('slug = "a/b"\ntext = "x"', "6: feed.1.slug: 'a/b' is no slug"),
        ('slug = "q"\ntxt = "x"', "7: feed.1.txt: unknown key (did you mean text?)"),
        ('text = "x"', "5: feed.1.slug: is missing"),
        ('slug = "q"\ntext = "x"\n[[feed]]\nslug = "Q"\ntext = "y"', "9: feed.2.slug: two feeds have the slug 'Q'"),
    ],
)
def test_a_query_that_cannot_be_is_named_with_its_line(tmp_path: Path, query: str, said: str) -> None:
    path = tmp_path / "feedhub.toml"
    path.write_text(f"{SOURCE}[[feed]]\n{query}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as error:
        config.load(path, {})

    assert said in str(error.value)


def test_what_came_from_another_site_can_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "feedhub.toml"
    path.write_text('[[feed]]\nslug = "old"\nsource = "import-jekyll"\n', encoding="utf-8")

    assert config.load(path, {}).feed[0].source == ("import-jekyll",)
