"""Rules over items: what each test and each change means, and in which order they hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedhub.config import FeedSource, Hub, ItemRule, JsonSource
from feedhub.errors import ItemError
from feedhub.model import Enclosure, Entry, Item
from feedhub.normalise import Sight, Verdict, entry, foresee, identify, rule, urls

NOW = datetime(2022, 5, 27, 8, 0, tzinfo=UTC)
URL = "http://upstream.example/feed"


def sight(*rules: dict[str, Any], hub: tuple[dict[str, Any], ...] = (), **keys: Any) -> Sight:
    """Return the sight of a feed with these rules."""
    source = FeedSource.model_validate({"id": "s", "kind": "feed", "url": URL, "rule": rules, **keys})
    return Sight(source, Hub(), NOW, URL, "某网", tuple(ItemRule.model_validate(one) for one in hub))


def item(**fields: str) -> Item:
    """Return an item of that feed."""
    told = {"id": "1", "title": "芯片 大涨", "link": "http://a.example/1", "content": "<p>正文 text</p>", **fields}
    return Item(told, "entry[0]", (Enclosure("http://a.example/1.mp3", "audio/mpeg"),), ("股市", "Ad"))


def judged(seen: Sight, **fields: str) -> Verdict:
    """Return the verdict on an item with these fields."""
    one = item(**fields)
    return rule(entry(one, identify(one, seen.source).identity, seen), one, seen)


def made(seen: Sight, **fields: str) -> Entry:
    """Return the entry that the rules leave."""
    return judged(seen, **fields).entry


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"drop": "title", "match": "芯片|推广"}, "rule 1: title matches '芯片|推广'"),
        ({"drop": "title", "match": "推广"}, ""),
        ({"keep": "title", "match": "芯片"}, ""),
        ({"keep": "title", "match": "推广"}, "rule 1: title does not match '推广'"),
        ({"drop": "tag", "is": "ad"}, "rule 1: tag is 'Ad'"),
        ({"drop": "tag", "is": ["x", "股市"]}, "rule 1: tag is '股市'"),
        ({"keep": "tag", "is": ["x", "y"]}, "rule 1: tag is not 'x' or 'y'"),
        ({"drop": "author", "is": ""}, "rule 1: author is ''"),
        ({"drop": "content", "shorter": 8}, "rule 1: content has 7 characters, fewer than 8"),
        ({"drop": "content", "shorter": 7}, ""),
        ({"drop": "content", "longer": 6}, "rule 1: content has 7 characters, more than 6"),
        ({"keep": "content", "longer": 10}, "rule 1: content has not more than 10 characters"),
        ({"drop": "enclosure", "match": "^audio/"}, "rule 1: enclosure matches '^audio/'"),
        ({"drop": "category", "is": "某网"}, "rule 1: category is '某网'"),
        ({"drop": "link", "match": r"//a\.example/"}, r"rule 1: link matches '//a\\.example/'"),
        ({"drop": "id", "is": "1"}, "rule 1: id is '1'"),
    ],
)
def test_a_rule_drops_what_its_test_says_and_names_the_reason(given: dict[str, Any], reason: str) -> None:
    assert judged(sight(given)).dropped == reason


@pytest.mark.parametrize(
    ("given", "days", "dropped"),
    [
        ({"drop": "age", "over": "30d"}, 29, False),
        ({"drop": "age", "over": "30d"}, 31, True),
        ({"keep": "age", "under": "30d"}, 29, False),
        ({"keep": "age", "under": "30d"}, 31, True),
    ],
)
def test_an_item_is_dropped_by_its_age(given: dict[str, Any], days: int, dropped: bool) -> None:
    published = (NOW - timedelta(days=days)).isoformat()

    assert bool(judged(sight(given), published=published).dropped) == dropped


def test_an_item_that_is_stored_is_not_judged_by_its_age() -> None:
    seen, one = sight({"drop": "age", "over": "1d"}), item(published="2020-01-01")
    known = entry(one, identify(one, seen.source).identity, seen)

    assert rule(known, one, seen, arrives=False).dropped == ""


def test_an_item_without_a_date_is_as_young_as_can_be() -> None:
    assert judged(sight({"drop": "age", "over": "1ms"})).dropped == ""


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ({"rewrite": "title", "match": "^(.+) 大涨", "with": r"涨:\1"}, "title", "涨:芯片"),
        ({"rewrite": "title", "template": "{author}: {title}"}, "title", "Li: 芯片 大涨"),
        ({"rewrite": "title", "match": ".*", "with": ""}, "title", "芯片 大涨"),
        ({"rewrite": "author", "map": {"li": "Li Wei"}}, "author", "Li Wei"),
        ({"rewrite": "author", "map": {"Wang": "W"}}, "author", "Li"),
        ({"rewrite": "link", "template": "https://b.example/{id}?q={title}"}, "link",
         "https://b.example/1?q=%E8%8A%AF%E7%89%87%20%E5%A4%A7%E6%B6%A8"),
        ({"rewrite": "link", "template": "nowhere"}, "link", "http://a.example/1"),
        ({"rewrite": "tag", "map": {"股市": "Stocks", "ad": ""}}, "tags", ("Stocks",)),
        ({"rewrite": "tag", "match": "^A", "with": "B"}, "tags", ("股市", "Bd")),
        ({"add": "tag", "template": "新闻"}, "tags", ("股市", "Ad", "新闻")),
        ({"add": "tag", "template": "芯", "when": "title", "match": "芯片"}, "tags", ("股市", "Ad", "芯")),
        ({"add": "tag", "template": "芯", "when": "title", "match": "汽车"}, "tags", ("股市", "Ad")),
        ({"rewrite": "language", "template": "en-GB"}, "language", "en-GB"),
        ({"rewrite": "language", "template": "no language"}, "language", "en"),
        ({"rewrite": "digest", "template": "{content}"}, "digest", "正文 text"),
        ({"rewrite": "content", "match": "<p>", "with": "<p onclick='x'><script>bad()</script>"}, "content",
         "<p>正文 text</p>"),
        ({"rewrite": "content", "template": "<p>{title}</p>{content}"}, "content",
         "<p>A &lt;b&gt; &amp; c</p><p>正文 text</p>"),
    ],
)  # fmt: skip
def test_a_rule_rewrites_a_field(given: dict[str, Any], field: str, value: object) -> None:
    title = "A &lt;b&gt; &amp; c" if field == "content" else "芯片 大涨"

    assert getattr(made(sight(given), author="Li", title=title), field) == value


def test_a_category_is_rewritten_mapped_and_added_and_a_fixed_slug_stays_with_its_name() -> None:
    category = {"name": "某网", "slug": "mou"}
    mapped = made(sight({"rewrite": "category", "map": {"某网": "Stocks"}}, category=category))
    other = made(sight({"rewrite": "category", "map": {"另": "Stocks"}}, category=category))
    added = made(sight({"add": "category", "template": "芯片", "when": "title", "match": "芯"}, category=category))

    assert [(one.name, one.slug) for one in mapped.categories] == [("Stocks", None)]
    assert [(one.name, one.slug) for one in other.categories] == [("某网", "mou")]
    assert [(one.name, one.slug) for one in added.categories] == [("某网", "mou"), ("芯片", None)]


def test_parameters_that_follow_readers_are_stripped_from_the_link_and_from_links_in_the_text() -> None:
    rules = sight({"rewrite": "link", "strip": "tracking"}, {"rewrite": "content", "strip": ["from*"]})
    one = made(
        rules,
        link="http://a.example/1?utm_source=x&id=%E4%B8%AD&spm=1#part",
        content='<a href="http://b.example/?a=1&amp;from_app=2&amp;b=3">x</a>',
    )

    assert one.link == "http://a.example/1?id=%E4%B8%AD#part"
    assert 'href="http://b.example/?a=1&amp;b=3"' in one.content


@pytest.mark.parametrize(
    ("url", "stripped"),
    [
        ("http://a.example/?utm_medium=1", "http://a.example/"),
        ("http://a.example/?a=1&utm_medium=1&b=%2F&c", "http://a.example/?a=1&b=%2F&c"),
        ("http://a.example/#/news?utm_source=1", "http://a.example/#/news?utm_source=1"),
        ("http://a.example/x", "http://a.example/x"),
    ],
)
def test_the_rest_of_an_address_stays_to_the_byte(url: str, stripped: str) -> None:
    assert urls.without(url, urls.is_tracking) == stripped


def test_each_rule_sees_what_those_before_it_left() -> None:
    rename, drop = {"rewrite": "title", "match": "芯片", "with": "推广"}, {"drop": "title", "match": "推广"}

    assert judged(sight(rename, drop)).dropped == "rule 2: title matches '推广'"
    assert judged(sight(drop, rename)).dropped == ""


def test_the_rules_of_the_hub_come_after_those_of_the_source() -> None:
    seen = sight({"rewrite": "title", "match": "芯片", "with": "推广"}, hub=({"drop": "title", "match": "推广"},))

    verdict = judged(seen)

    assert verdict.dropped == "hub rule 1: title matches '推广'"
    assert verdict.changes == ("rule 1 rewrote title: '芯片 大涨' → '推广 大涨'",)


def test_the_excerpt_follows_what_was_rewritten() -> None:
    assert made(sight({"rewrite": "content", "match": "正文", "with": "改过"})).excerpt == "改过 text"


def test_identity_and_date_are_no_matter_of_rules() -> None:
    seen = sight({"rewrite": "link", "template": "http://other.example/x"})
    one = Item({"title": "T", "link": "http://a.example/1", "published": "2022-05-20"}, "entry[0]")
    identity = identify(one, seen.source).identity

    verdict = rule(entry(one, identity, seen), one, seen)

    assert verdict.entry.link == "http://other.example/x"
    assert verdict.entry.key == identity.key == "link://a.example/1"


# ---- before the detail


def listed(*rules: dict[str, Any], fields: dict[str, str], **keys: Any) -> Verdict:
    """Return the verdict on an item of a list with details, by what the list alone tells."""
    source = JsonSource.model_validate(
        {
            "id": "j", "kind": "json", "url": URL, "rule": rules,
            "fields": {"id": "id", "title": "title", "media": "media"},
            "detail": {"url": "http://a.example/{id}", "content": "text", "fields": {"author": "by"}}, **keys,
        }
    )  # fmt: skip
    seen = Sight(source, Hub(), NOW, URL, "j")
    one = Item({"id": "1", "title": "芯片", "media": "某报", **fields}, "[0]")
    return foresee(one, identify(one, source).identity, seen)


def test_a_title_that_is_made_of_the_text_is_not_judged_before_the_text() -> None:
    seen = sight({"drop": "title", "match": "example"}, {"drop": "title", "match": "^http"})
    untitled = item(title="")

    assert foresee(untitled, identify(untitled, seen.source).identity, seen).dropped == ""
    assert made(seen, title="").title == "正文 text"


def test_what_the_list_tells_is_decided_before_the_detail() -> None:
    verdict = listed({"drop": "title", "match": "芯片"}, fields={})

    assert verdict.dropped == "rule 1: title matches '芯片'"


def test_what_only_the_detail_tells_waits_for_it() -> None:
    verdict = listed({"drop": "content", "shorter": 10}, {"drop": "author", "is": ""}, fields={})

    assert (verdict.dropped, verdict.waiting) == ("", ("rule 1", "rule 2"))


def test_a_field_that_a_waiting_rule_would_change_waits_too() -> None:
    rename = {"rewrite": "title", "template": "{author}: {title}"}

    verdict = listed(rename, {"drop": "title", "match": "芯片"}, {"drop": "media", "is": "某报"}, fields={})

    assert verdict.waiting == ("rule 1", "rule 2")
    assert verdict.dropped == "rule 3: media is '某报'"


def test_an_item_without_a_title_is_not_judged_by_one() -> None:
    verdict = listed({"keep": "title", "match": "芯片"}, fields={"title": ""})

    assert (verdict.dropped, verdict.waiting) == ("", ("rule 1",))


def test_a_category_made_of_a_field_of_the_detail_waits() -> None:
    verdict = listed({"drop": "category", "match": "."}, fields={}, category="{author}")

    assert verdict.waiting == ("rule 1",)


def test_a_pattern_that_takes_too_long_is_a_fault_of_the_item() -> None:
    with pytest.raises(ItemError, match="takes too long"):
        judged(sight({"drop": "title", "match": "^(([a-z])+.)+[A-Z]([a-z])+$|(x+x+)+y"}), title="x" * 400)
