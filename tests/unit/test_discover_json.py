"""Lists in JSON, alone or within a page: found, and read by the extraction."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from feedhub import discover
from feedhub.config import Config
from feedhub.exchange import toml
from feedhub.model import Response
from feedhub.parse import soup
from feedhub.pipeline import finding
from feedhub.pipeline.finding import Finding, Wish

NOW = datetime(2024, 5, 21, 12, tzinfo=UTC)
URL = "https://site.example/api"
READS = finding.reader(Config(), NOW)


def found(document: Any) -> Finding | None:
    """Return the best list of a JSON document, as the extraction reads it."""
    answer = Response(URL, 200, json.dumps(document).encode(), "application/json")
    made = [finding.of_draft(draft, answer, Wish(URL), Config(), NOW) for draft in discover.lists(document, READS)]
    return next((one for one in made if one), None)


def rows(count: int = 5, **fields: str) -> list[dict[str, Any]]:
    """Return records whose fields are filled with their number."""
    return [{name: text.replace("#", str(n)) for name, text in fields.items()} for n in range(1, count + 1)]


WORDPRESS = [
    {
        "id": n,
        "date": "2024-05-20T10:00:00",
        "date_gmt": "2024-05-20T08:00:00",
        "slug": f"post-{n}",
        "link": f"https://site.example/post-{n}/",
        "title": {"rendered": f"A post with the number {n}"},
        "content": {"rendered": f"<p>{'text ' * 60}{n}</p>", "protected": False},
        "author": 3,
        "excerpt": {"rendered": f"<p>An excerpt that is short, of post {n}</p>"},
        "categories": [1, 2],
    }
    for n in range(1, 6)
]
FIRST_SYSTEM = rows(
    infoCode="2022052#",
    id="x#",
    title="标题很长的一条新闻#",
    digest="【标题】摘要也是有的，第#条",
    showtime="2022-05-20 09:5#:00",
    url_w="http://site.example/a#.html",
)


@pytest.mark.parametrize(
    ("document", "items", "title", "link"),
    [
        (WORDPRESS, "@", "title.rendered", "link"),
        ({"records": FIRST_SYSTEM, "total": 5}, "records", "title", "url_w"),
        (
            {
                "data": {
                    "children": [
                        {"kind": "t3", "data": row}
                        for row in rows(title="A thread that is number #", permalink="/r/x/#/", id="t#")
                    ]
                }
            },
            "data.children",
            "data.title",
            "data.permalink",
        ),
        (
            {
                "data": {
                    "repo": {
                        "posts": {"edges": [{"node": row} for row in rows(title="Edge and node, number #", url="/n/#")]}
                    }
                }
            },
            "data.repo.posts.edges",
            "node.title",
            "node.url",
        ),
        (
            {
                "blocks": [
                    {"items": rows(headline="In block one, number #", url="/b1/#")},
                    {"items": rows(headline="In block two, number #", url="/b2/#")},
                ]
            },
            "blocks[].items[]",
            "headline",
            "url",
        ),
        ({"a-b": {"list": rows(title="Keys with a hyphen, number #", link="/x/#")}}, '"a-b".list', "title", "link"),
        (
            {
                "nav": rows(name="Home", url="/#"),
                "result": rows(count=9, title="The articles themselves, number #", url="/a/#", pubDate="2024-05-0#"),
            },
            "result",
            "title",
            "url",
        ),
    ],
)
def test_a_list_is_found_wherever_it_is_in_the_document(document: Any, items: str, title: str, link: str) -> None:
    best = found(document)

    assert best is not None
    assert (best.settings["items"], best.fields["title"], best.fields["link"]) == (items, title, link)
    assert len(best.preview.entries) >= 5


def test_the_other_fields_are_guessed_by_name_and_value() -> None:
    best = found(WORDPRESS)

    assert best is not None
    assert best.fields["published"] == "date_gmt"
    assert (best.fields["content"], best.fields["digest"]) == ("content.rendered", "excerpt.rendered")


def test_a_number_that_counts_is_no_id_where_a_link_tells_articles_apart() -> None:
    best, plain = found(WORDPRESS), found({"list": rows(infoCode="AB#", title="A title without a link #")})

    assert best is not None and plain is not None
    assert "id" not in best.fields
    assert plain.fields["id"] == "infoCode"


@pytest.mark.parametrize("document", [{}, [], None, 3, "x", [[1]], {"a": [1, 2]}, {"tags": [{"n": 1}, {"n": 2}]}])
def test_a_document_without_articles_gives_none(document: Any) -> None:
    assert found(document) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["title", "url", "a-b", 'q"', "id", "", "date"]), inner, max_size=4)
    ),
    max_leaves=30,
)


@given(JSON)
def test_whatever_a_document_is_what_is_drafted_of_it_is_a_source(document: Any) -> None:
    answer = Response(URL, 200, json.dumps(document).encode(), "application/json")
    for draft in discover.lists(document, READS):
        made = finding.of_draft(draft, answer, Wish(URL), Config(), NOW)

        assert made is not None
        assert made.preview.listed == draft.count


def scripted(script: str) -> Finding | None:
    """Return the list in the scripts of a page."""
    body = f"<html><head><title>App</title>{script}</head><body><div id=app></div></body></html>"
    answer = Response(URL, 200, body.encode(), "text/html")
    drafts = discover.embedded(soup.read(answer).tree, READS)
    made = [finding.of_draft(draft, answer, Wish(URL), Config(), NOW) for draft in drafts]
    return next((one for one in made if one), None)


ARTICLES = json.dumps(
    {"props": {"pageProps": {"posts": rows(title="An article of the app, number #", slug="a-#", url="/p/#")}}}
)
LINKED = json.dumps(
    {
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": n,
                "name": f"Item of the list, number {n}",
                "url": f"https://site.example/{n}",
            }
            for n in range(1, 6)
        ],
    }
)
OTHER = json.dumps({"@type": "Organization", "name": "x" * 300})


@pytest.mark.parametrize(
    ("script", "embedded", "items"),
    [
        (
            f'<script id="__NEXT_DATA__" type="application/json">{ARTICLES}</script>',
            "script#__NEXT_DATA__",
            "props.pageProps.posts",
        ),
        (
            f"<script>var a=1;window.__INITIAL_STATE__ = {ARTICLES};(function(){{}})()</script>",
            "window.__INITIAL_STATE__ =",
            "props.pageProps.posts",
        ),
        (
            f'<script type="application/ld+json">{OTHER}</script><script type="application/ld+json">{LINKED}</script>',
            'script[type="application/ld+json"]:-soup-contains("ItemList")',
            "itemListElement",
        ),
    ],
)
def test_the_list_of_an_app_is_found_in_its_scripts(script: str, embedded: str, items: str) -> None:
    best = scripted(script)

    assert best is not None
    assert (best.settings["embedded"], best.settings["items"]) == (embedded, items)
    assert len(best.preview.entries) == 5


@given(st.text(max_size=30), st.dictionaries(st.sampled_from(["title", "link"]), st.text(max_size=30), max_size=2))
def test_a_source_with_fields_reads_back_as_it_was(items: str, fields: dict[str, str]) -> None:
    table: dict[str, toml.Value] = {**fields, "published": {"path": items, "match": r'\d{4} "x"'}}
    text = toml.source({"items": items, "category": {"name": items}}, table)

    assert tomli.loads(text) == {"source": [{"items": items, "category": {"name": items}, "fields": table}]}
