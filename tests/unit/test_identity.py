"""Under what an item is one entry for ever, and under which name it is filed."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub import normalise
from feedhub.config import FeedSource, JsonSource
from feedhub.errors import ItemError
from feedhub.model import Enclosure, Identity, Item
from feedhub.normalise import file_names

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}


def feed(**settings: Any) -> FeedSource:
    return FeedSource.model_validate({"id": "f", "kind": "feed", "url": "https://news.example/feed.xml", **settings})


def json_list(**settings: Any) -> JsonSource:
    fields = {"id": "id", "title": "title", "link": "link", "published": "date"}
    values = {"id": "j", "kind": "json", "url": "https://news.example/list", "fields": fields, **settings}
    return JsonSource.model_validate(values)


def identify(listed: Item, source: FeedSource | JsonSource) -> Identity:
    return normalise.identify(listed, source).identity


def item(**fields: str) -> Item:
    return Item(fields, "entry[0]")


def named(key: str, namespace: str = "hub") -> Identity:
    return Identity(namespace, key, "")


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [
        ("NW202205202386046679", "NW202205202386046679"),
        ("  NW1\r\n", "NW1"),
        ("中文", "中文"),
        ("a/b", "a/b"),
        ("\x00a\ud800b", "ab"),
        ("x" * 500, "x" * 500),
    ],
)
def test_the_publishers_id_is_the_key(given_id: str, expected: str) -> None:
    assert expected == identify(item(id=given_id, title="t"), json_list()).key


def test_an_id_of_ten_thousand_characters_becomes_a_digest() -> None:
    keys = {identify(item(id="x" * 10_000 + end), json_list()).key for end in "ab"}

    assert {71} == {len(key) for key in keys}
    assert len(keys) == 2


def test_ids_that_differ_in_case_are_two() -> None:
    assert identify(item(id="Ab"), json_list()).key != identify(item(id="aB"), json_list()).key


def test_lists_of_one_publisher_share_their_ids() -> None:
    one, other = identify(item(id="1"), json_list(id="a")), identify(item(id="1"), json_list(id="b"))

    assert one.full_key == other.full_key


def test_a_namespace_of_its_own_keeps_ids_apart() -> None:
    one, other = identify(item(id="1"), json_list()), identify(item(id="1"), json_list(namespace="mine"))

    assert one.full_key != other.full_key


@pytest.mark.parametrize("guid", ["1", "post-17", "17 at https://news.example", "中文", "post:17", "P:1"])
def test_a_guid_that_is_not_unique_in_the_world_belongs_to_its_feed(guid: str) -> None:
    one, other = identify(item(id=guid), feed(id="a")), identify(item(id=guid), feed(id="b"))

    assert one.full_key != other.full_key


@pytest.mark.parametrize(
    "guid",
    [
        "https://news.example/?p=17",
        "tag:news.example,2022:17",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "1225c695-cfb8-4ebb-aaaa-80da344efa6a",
    ],
)
def test_a_guid_that_is_unique_in_the_world_is_shared_by_feeds(guid: str) -> None:
    one, other = identify(item(id=guid), feed(id="a")), identify(item(id=guid), feed(id="b"))

    assert one.full_key == other.full_key


def test_a_namespace_has_no_space_in_it_since_a_full_key_is_parted_by_one() -> None:
    # "a b" + "c" and "a" + "b c" would be one.
    with pytest.raises(ValueError, match="namespace"):
        feed(namespace="a b")


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/a",
        "http://www.news.example/a/",
        "/a",
        "//news.example/a#top",
        "https://news.example/a?utm_source=rss",
    ],
)
def test_without_an_id_the_canonical_link_is_the_key(link: str) -> None:
    assert identify(item(link=link, title="t"), feed()).key == "link://news.example/a"


def test_a_link_that_is_a_template_is_filled_for_the_key() -> None:
    source = json_list(fields={"title": "title", "n": "n"}, link="https://news.example/{n}.html")

    assert identify(item(title="t", n="7"), source).key == "link://news.example/7.html"


def test_a_link_template_that_only_needs_the_id_names_no_item_without_one() -> None:
    source = json_list(link="https://news.example/{id}.html")

    with pytest.raises(ItemError, match="neither an id, nor a link, nor a title with a date"):
        identify(item(title="t"), source)


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "mailto:a@b.example", "http://[::1"])
def test_without_id_and_link_title_and_date_are_the_key(link: str) -> None:
    one = identify(item(title="t", published="2022-05-20", link=link, content="a"), feed())
    other = identify(item(title=" t ", published="2022-05-20 ", link=link, content="b"), feed())

    assert re.fullmatch(r"digest:[0-9a-f]{32}", one.key)
    assert one.key == other.key


def test_a_title_with_a_surrogate_that_stands_alone_has_a_digest_too() -> None:
    assert identify(item(title="a\ud800", published="2022-05-20"), feed()).key.startswith("digest:")


@pytest.mark.parametrize("fields", [{}, {"title": "t"}, {"published": "2022-05-20"}, {"id": " ", "title": " "}])
def test_an_item_without_any_of_these_has_no_identity(fields: dict[str, str]) -> None:
    with pytest.raises(ItemError):
        identify(Item(fields, "entry[0]"), feed())


def test_the_fingerprint_is_of_all_that_was_listed() -> None:
    first = Item({"id": "1", "title": "t"}, "entry[0]")
    listed = [
        first,
        Item({"id": "1", "title": "u"}, "entry[0]"),
        Item({"id": "1", "title": "t", "digest": "d"}, "entry[0]"),
        Item({"id": "1", "title": "t"}, "entry[0]", categories=("c",)),
        Item({"id": "1", "title": "t"}, "entry[0]", enclosures=(Enclosure("https://h.example/a.mp3"),)),
    ]

    assert len(listed) == len({identify(one, feed()).fingerprint for one in listed})


def test_the_fingerprint_knows_neither_place_nor_order_of_fields() -> None:
    one = identify(Item({"id": "1", "title": "t"}, "entry[0]"), feed())
    other = identify(Item({"title": "t", "id": "1"}, "entry[9]"), feed())

    assert one == other


def test_the_key_stays_when_an_item_is_edited() -> None:
    one = identify(item(id="1", title="a", published="2022-05-20"), feed())
    other = identify(item(id="1", title="b", published="2022-05-21", content="c"), feed())

    assert one.full_key == other.full_key


@pytest.mark.parametrize("key", ["NW202205202386046679", "a", "a.b", "A_b-c", "x" * 100, "2022-05-20"])
def test_an_id_that_is_safe_is_the_name_of_the_file(key: str) -> None:
    assert key == file_names(named(key))[0]


@pytest.mark.parametrize(
    ("key", "beginning"),
    [
        ("../../etc/passwd", "passwd-"),
        ("a/b", "b-"),
        ("..", ""),
        (".hidden", ""),
        ("a..b", "a-"),
        ("trailing.", "trailing-"),
        ("CON", "con-"),
        ("nul.txt", "nul-"),
        ("com1", "com1-"),
        ("index", "index-"),
        ("a b", "a-b-"),
        ("a\\b", "a-b-"),
        ("a\x00b", "a-b-"),
        ("中文", ""),
        ("-rf", "rf-"),
        ("x" * 101, "x" * 60 + "-"),
        ("link://news.example/2022/My_Article.html", "my-article-"),
        ("https://news.example/%2e%2e%2fpasswd", ""),
        ("https://news.example/?p=17", ""),
        ("urn:uuid:1225c695", "1225c695-"),
        ("sha256:abc", ""),
        ("http://[::1", "1-"),
    ],
)
def test_any_other_id_is_filed_under_what_is_readable_of_it_and_a_digest(key: str, beginning: str) -> None:
    name = file_names(named(key))[0]

    assert re.fullmatch(re.escape(beginning) + "[0-9a-f]{12}", name)


def test_ids_that_differ_in_case_have_second_names_that_differ_without_case() -> None:
    one, other = file_names(named("Ab"))[1], file_names(named("aB"))[1]

    assert one.casefold() != other.casefold()


def test_one_id_in_two_namespaces_has_two_second_names() -> None:
    assert file_names(named("1", "source:a"))[1] != file_names(named("1", "source:b"))[1]


KEYS = st.text(max_size=600) | st.text(st.sampled_from("aZ9./\\-_ %2eCONconux1:?#\x00中"), max_size=30)


@given(KEYS, st.sampled_from(["hub", "source:f"]))
def test_a_file_name_is_safe_in_a_path_on_every_system(key: str, namespace: str) -> None:
    for name in file_names(named(key.encode("utf-8", "replace").decode(), namespace)):
        assert (
            bool(SAFE.fullmatch(name)),
            ".." in name,
            name.endswith("."),
            name.split(".")[0].lower() in DEVICES,
        ) == (True, False, False, False)


@given(KEYS)
def test_the_two_names_of_an_entry_differ(key: str) -> None:
    first, second = file_names(named(key.encode("utf-8", "replace").decode()))

    assert first.casefold() != second.casefold()
