"""A publisher's item becomes an entry in our terms, or says why it cannot."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedhub import normalise
from feedhub.config import FeedSource, Hub, JsonSource, Source
from feedhub.errors import ItemError
from feedhub.model import CategoryName, DateBasis, Enclosure, Entry, Identity, Item

NOW = datetime(2022, 5, 20, 4, 0, tzinfo=UTC)
HUB = Hub(language="zh-CN", timezone="Asia/Shanghai")
BASE = "https://news.example/feed.xml"


def feed(**settings: Any) -> FeedSource:
    return FeedSource.model_validate({"id": "f", "kind": "feed", "url": BASE, **settings})


def json_list(**settings: Any) -> JsonSource:
    fields = {"id": "id", "title": "title", "published": "date"}
    return JsonSource.model_validate({"id": "j", "kind": "json", "url": BASE, "fields": fields, **settings})


def entry(source: Source, item: Item | None = None, /, **fields: str) -> Entry:
    sight = normalise.Sight(source, HUB, NOW, BASE, "某网")
    item = item or Item({"id": "1", "title": "t", "published": "2022-05-20 09:51:56", **fields}, "entry[0]")
    return normalise.entry(item, Identity("hub", "1", "f"), sight)


def test_an_item_of_the_first_system_becomes_an_entry() -> None:
    source = json_list(
        id="market-37",
        fields={"id": "infoCode", "title": "title", "published": "datetime", "media": "medianame"},
        category="{media}",
        tags=["{media}新闻"],
        link="http://finews.example/html_News/NewsShare.html?infoCode={id}",
        priority=2,
    )
    fields = {
        "id": "NW1",
        "title": "强化支撑\u3000加快推进",
        "published": "2022-05-20 09:51:56",
        "media": "某网",
        "content": "<p>\u3000\u3000正文</p>",
    }
    sight = normalise.Sight(source, HUB, NOW, "http://upstream.example/list", "market-37")

    made = normalise.entry(Item(fields, "record[0]"), Identity("hub", "NW1", "f"), sight)

    assert made == Entry(
        namespace="hub",
        key="NW1",
        title="强化支撑\u3000加快推进",
        link="http://finews.example/html_News/NewsShare.html?infoCode=NW1",
        published=datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC),
        date_basis=DateBasis.SOURCE,
        updated=None,
        source_id="market-37",
        priority=2,
        excerpt="正文",
        content="<p>正文</p>",
        language="zh-CN",
        categories=(CategoryName("某网"),),
        tags=("某网新闻",),
    )


@pytest.mark.parametrize("title", ["", "  ", "\u3000", "<b></b>", "\x00", "&nbsp;"])
def test_an_item_of_a_list_without_a_title_is_held_back(title: str) -> None:
    with pytest.raises(ItemError, match="has no title"):
        entry(json_list(), title=title, content="<p>x</p>")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>Only text</p>", "Only text"),
        ("<script>x</script><p>a <b>b</b></p>", "a b"),
        ("字" * 100, "字" * 59 + "…"),
    ],
)
def test_an_item_of_a_feed_without_a_title_is_called_by_its_text(content: str, expected: str) -> None:
    assert expected == entry(feed(), title="", content=content).title


def test_a_picture_without_a_word_is_called_by_its_address_and_is_not_lost() -> None:
    picture = entry(feed(), title="", content="<img src=/a.jpg>", link="https://pictures.example/p/1")

    assert picture.title == "https://pictures.example/p/1"


@pytest.mark.parametrize("content", ["", "<p> </p>", "<img src=x>", "<script>x</script>"])
def test_an_item_of_a_feed_without_title_text_and_link_is_held_back(content: str) -> None:
    with pytest.raises(ItemError, match="neither a title nor a text"):
        entry(feed(), title="", content=content)


@pytest.mark.parametrize(
    "title", ['a "b" \\ c: # d', "yes", "null", "1e5", "- x", "? x", "@x", "{{ x }}", "涨停🚀", "x" * 1000]
)
def test_a_title_stays_as_it_is(title: str) -> None:
    assert title == entry(json_list(), title=title).title


def test_a_date_in_the_future_is_now() -> None:
    made = entry(json_list(), published="2022-05-20 12:00:01")

    assert (made.published, made.date_basis) == (NOW, DateBasis.CLAMPED)


def test_a_date_of_this_very_moment_is_the_sources() -> None:
    made = entry(json_list(), published="2022-05-20 12:00:00")

    assert (made.published, made.date_basis) == (NOW, DateBasis.SOURCE)


@pytest.mark.parametrize("published", ["", "rubbish", "0000-00-00 00:00:00"])
def test_an_item_of_a_feed_without_a_date_is_dated_by_when_it_was_seen(published: str) -> None:
    made = entry(feed(), published=published)

    assert (made.published, made.date_basis) == (NOW, DateBasis.FIRST_SEEN)


@pytest.mark.parametrize(("published", "reason"), [("", "has no date"), ("rubbish", "cannot be read: 'rubbish'")])
def test_an_item_of_a_list_that_promises_dates_is_held_back_without_one(published: str, reason: str) -> None:
    with pytest.raises(ItemError, match=reason):
        entry(json_list(), published=published)


def test_an_item_of_a_list_that_promises_no_dates_needs_none() -> None:
    made = entry(json_list(fields={"title": "title"}), published="")

    assert made.date_basis == DateBasis.FIRST_SEEN


def test_the_zone_of_a_source_goes_before_the_hubs() -> None:
    made = entry(json_list(timezone="UTC"), published="2022-05-20 01:00")

    assert datetime(2022, 5, 20, 1, tzinfo=UTC) == made.published


@pytest.mark.parametrize(
    ("updated", "expected"),
    [
        ("2022-05-20 11:00", datetime(2022, 5, 20, 3, tzinfo=UTC)),
        ("2022-05-20 13:00", None),
        ("rubbish", None),
        ("", None),
    ],
)
def test_a_date_of_the_last_edit_is_never_in_the_future(updated: str, expected: datetime | None) -> None:
    assert expected == entry(feed(), updated=updated).updated


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"link": "/a.html"}, "https://news.example/a.html"),
        ({"link": " https://h.example/a b "}, "https://h.example/a%20b"),
        ({"link": "javascript:alert(1)"}, ""),
        ({"link": "javascript:alert(1)", "id": "https://h.example/1"}, "https://h.example/1"),
        ({"link": "", "id": "https://h.example/1"}, "https://h.example/1"),
        ({"link": "", "id": "https://h.example/a b>c"}, "https://h.example/a%20b%3Ec"),
        ({"link": "", "id": "post-17"}, ""),
        ({"link": ""}, ""),
    ],
)
def test_a_link_is_absolute_or_the_guid_that_is_one(fields: dict[str, str], expected: str) -> None:
    assert expected == entry(feed(), **fields).link


def test_a_link_template_goes_before_the_link_that_is_given() -> None:
    source = json_list(link="https://h.example/?id={id}")

    assert entry(source, id="a&b", link="https://other.example/").link == "https://h.example/?id=a%26b"


def test_an_item_of_a_list_that_promises_links_is_held_back_without_one() -> None:
    with pytest.raises(ItemError, match="has no link"):
        entry(json_list(fields={"title": "title", "link": "url"}), link="")


def test_addresses_in_the_content_are_resolved_against_the_article() -> None:
    made = entry(feed(), link="https://h.example/2022/a.html", content='<img src="b.png">')

    assert made.content == '<img src="https://h.example/2022/b.png">'


@pytest.mark.parametrize("link", ["http://256.256.256.256/", "http://h.example:99999/", "http://%zz/"])
def test_a_link_that_leads_nowhere_does_not_cost_the_entry(link: str) -> None:
    assert entry(feed(), link=link, content='<p>a <a href="b">c</a></p>').title == "t"


@pytest.mark.parametrize(
    ("digest", "content", "expected"),
    [
        ("【标题】摘要", "<p>正文</p>", ("摘要", "摘要")),
        ("", "<p>正文</p>", ("", "正文")),
        ("<p>a</p>", "", ("a", "a")),
        ("", "", ("", "")),
    ],
)
def test_an_excerpt_is_of_the_digest_or_else_of_the_text(digest: str, content: str, expected: tuple[str, str]) -> None:
    made = entry(feed(), digest=digest, content=content)

    assert expected == (made.digest, made.excerpt)


@pytest.mark.parametrize(
    "digest",
    [
        "<figure><img src='x.png'></figure><p>a b</p>",
        "<p>a</p><p>b</p>",
        "<script>x()</script><p>a</p> <p>b</p>",
        "<section>a</section><section>b</section>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
    ],
)
def test_the_digest_of_a_feed_is_html_and_becomes_its_text(digest: str) -> None:
    assert entry(feed(), digest=digest, content="<p>x</p>").digest == "a b"


@pytest.mark.parametrize(
    ("source", "said", "expected"),
    [
        (feed(), "en-GB", "en-GB"),
        (feed(), "", "zh-CN"),
        (feed(), "中文", "zh-CN"),
        (feed(language="de"), "en", "de"),
    ],
)
def test_a_language_is_the_sources_or_the_items_or_the_hubs(source: Source, said: str, expected: str) -> None:
    assert expected == entry(source, language=said).language


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (None, CategoryName("某网")),
        ("{media}", CategoryName("证券时报")),
        ("{media} 专栏", CategoryName("证券时报 专栏")),
        ("{author}", CategoryName("某网")),
        ({"name": "东财滚动新闻", "slug": "emnews"}, CategoryName("东财滚动新闻", "emnews")),
    ],
)
def test_a_category_is_fixed_or_filled_or_the_sources_title(category: object, expected: CategoryName) -> None:
    fields = {"id": "id", "title": "title", "published": "date", "media": "media", "author": "author"}
    source = json_list(category=category, fields=fields)

    assert (expected,) == entry(source, media=" 证券时报\n", author="").categories


def test_tags_are_the_sources_and_the_items_one_of_each() -> None:
    item = Item({"id": "1", "title": "t", "author": "某人"}, "entry[0]", categories=("b", " ", "某人", "<b>b</b>", "c"))

    assert entry(feed(tags=["{author}", "a", "{digest}"]), item).tags == ("某人", "a", "b", "c")


def test_enclosures_are_absolute_and_of_the_web() -> None:
    enclosures = (Enclosure("a.mp3", "audio/mpeg", 1), Enclosure("javascript:x"), Enclosure("data:,x"))
    item = Item({"id": "1", "title": "t"}, "entry[0]", enclosures=enclosures)

    assert (Enclosure("https://news.example/a.mp3", "audio/mpeg", 1),) == entry(feed(), item).enclosures


def test_a_detail_wins_over_the_list() -> None:
    listed = Item({"id": "1", "title": "a", "digest": "d"}, "record[0]", (Enclosure("a"),), ("x",))
    detail = Item({"title": "b", "content": "c"}, "detail", (Enclosure("b"),), ("y",))

    assert Item(
        {"id": "1", "title": "b", "digest": "d", "content": "c"},
        "record[0]",
        (Enclosure("a"), Enclosure("b")),
        ("x", "y"),
    ) == normalise.merge(listed, detail)


@pytest.mark.parametrize(
    ("title", "listed", "expected"),
    [("Mine", "Theirs", "Mine"), ("", " The\nirs ", "The irs"), ("", "", "f"), ("", "<b></b>", "f")],
)
def test_a_source_is_called_by_its_settings_or_its_document_or_its_id(title: str, listed: str, expected: str) -> None:
    assert expected == normalise.origin(feed(title=title), listed)


DETAIL = {"url": "https://h.example/{id}", "content": "text", "fields": {"title": "t", "published": "d"}}


@pytest.mark.parametrize("fields", [{"title": "", "published": "2022-05-20"}, {"title": "t", "published": "x"}])
def test_an_item_is_checked_before_its_detail_is_asked_for(fields: dict[str, str]) -> None:
    with pytest.raises(ItemError):
        normalise.check(Item(fields, "record[0]"), json_list(), HUB, NOW)


def test_what_the_detail_is_to_bring_is_not_missed_before() -> None:
    source = json_list(fields={"id": "id"}, detail=DETAIL)

    normalise.check(Item({"id": "1"}, "record[0]"), source, HUB, NOW)

    with pytest.raises(ItemError, match="has no title"):
        entry(source, Item({"id": "1", "published": "2022-05-20", "content": "x"}, "record[0]"))


def test_the_same_item_gives_the_same_entry_at_any_later_time() -> None:
    source, item = feed(), Item({"id": "1", "title": "t", "published": "2022-05-20"}, "entry[0]")
    sights = [normalise.Sight(source, HUB, NOW + timedelta(days=days), BASE, "T") for days in (0, 9)]

    one, other = (normalise.entry(item, Identity("hub", "1", "f"), sight) for sight in sights)

    assert one == other
