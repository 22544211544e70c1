"""Lists and details in JSON, and what publishers put around and into it."""

import json
from typing import Any

import pytest

from feedhub.config import JsonSource
from feedhub.errors import ParseError
from feedhub.model import Item, Response
from feedhub.parse import detail, listing

URL = "http://upstream.example/list"


def source(**settings: Any) -> JsonSource:
    values = {"id": "s", "kind": "json", "url": URL, "items": "record", "fields": {"id": "id", "title": "title"}}
    return JsonSource.model_validate({**values, **settings})


def answer(body: str | bytes, charset: str | None = None) -> Response:
    return Response(URL, 200, body.encode() if isinstance(body, str) else body, "application/json", charset)


def fields_of(value: object, path: str = "v") -> str:
    """Return what becomes of a JSON value in a field."""
    body = json.dumps({"record": [{"v": value}]})
    found = listing(source(fields={"title": "v", "x": path}), answer(body))
    return found.items[0].fields["x"]


def test_the_first_systems_lists_are_read() -> None:
    body = '{"record":[{"infoCode":"NW1","title":"甲","medianame":"某网","datetime":"2022-05-20 09:51:56"}]}'
    fields = {"id": "infoCode || infocode", "title": "title", "published": "datetime", "media": "medianame"}

    found = listing(source(fields=fields), answer(body))

    said = {"id": "NW1", "title": "甲", "published": "2022-05-20 09:51:56", "media": "某网"}
    assert (Item(said, "record[0]"),) == found.items


def test_the_order_is_that_of_the_document() -> None:
    found = listing(source(), answer('{"record":[{"id":"2"},{"id":"1"},{"id":"3"}]}'))

    assert [item.fields["id"] for item in found.items] == ["2", "1", "3"]


def test_an_empty_list_is_no_error() -> None:
    assert listing(source(), answer('{"record":[]}')).items == ()


@pytest.mark.parametrize(
    "around",
    [
        "%s",
        "\ufeff%s",
        " \r\n%s\r\n\0",
        "callback(%s)",
        "callback(%s);",
        " jQuery1720_1653011516 ( %s ) ;\n",
        "window.app['cb'](%s)",
        "$.x(%s)",
        "/**/cb(%s);",
        "/* comment (1) */ cb(%s)",
        "/**/ typeof cb === 'function' && cb(%s);",
        ")]}',\n%s",
        ")]}'\n%s",
        "for(;;);%s",
        "while(1);%s",
        "\ufefffor(;;); callback(%s)",
    ],
)
def test_what_stands_around_the_json_is_put_up_with(around: str) -> None:
    found = listing(source(), answer(around.replace("%s", '{"record":[{"id":"(1)","title":"a);"}]}')))

    assert [item.fields for item in found.items] == [{"id": "(1)", "title": "a);"}]


@pytest.mark.parametrize("charset", [None, "gbk", "gb2312", "utf-8"])
def test_a_list_in_gbk_is_read(charset: str | None) -> None:
    body = '{"record":[{"id":"1","title":"中国市场监管新闻网镕"}]}'.encode("gb18030")

    assert listing(source(), answer(body, charset)).items[0].fields["title"] == "中国市场监管新闻网镕"


@pytest.mark.parametrize(
    "body",
    [
        *("", " ", "null", "true", "1", '"x"', "[]", "{}", "<!DOCTYPE html><html></html>", "{", '{"record":[', "\x1b"),
        *('{"record":null}', '{"record":{}}', '{"record":"x"}', '{"record":0}', '{"records":[]}', "callback()"),
        *("callback({)", "alert('x')", "[" * 100_000, "cb(" + "[" * 100_000 + ")", '{"a":' * 100_000, "NaN"),
        '{"record":[{"id":1' + "0" * 5000 + "}]}",
    ],
)
def test_what_holds_no_list_is_an_error_of_the_source(body: str) -> None:
    with pytest.raises(ParseError) as raised:
        listing(source(), answer(body))

    assert (raised.value.url, len(str(raised.value)) < 600) == (URL, True)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"\x1f\x8b\x08\x00", bytes(range(256))])
def test_bytes_that_are_no_text_are_an_error_of_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        listing(source(), answer(body))


def test_an_error_says_what_was_found() -> None:
    with pytest.raises(ParseError, match="'record' finds nothing, not a list, in an object with the keys code, msg"):
        listing(source(), answer('{"code":500,"msg":"busy"}'))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "a"),
        ("", ""),
        (None, ""),
        (0, "0"),
        (-1, "-1"),
        (12345678901234567890, "12345678901234567890"),
        (1.5, "1.5"),
        (True, "true"),
        (False, "false"),
        ([], ""),
        (["a", None, "", "b"], "a, b"),
        ([["a", ["b"]], 1], "a, b, 1"),
        ({"a": "中"}, '{"a": "中"}'),
        ("\ud83d\ude00", "😀"),
        ("a\u0000b", "a\x00b"),
    ],
)
def test_a_value_becomes_text(value: object, expected: str) -> None:
    assert expected == fields_of(value)


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_have_is_no_value(written: str) -> None:
    found = listing(source(), answer(f'{{"record":[{{"id":{written},"title":"a"}}]}}'))

    assert found.items[0].fields == {"id": "", "title": "a"}


@pytest.mark.parametrize("value", ["a\ud800b", ["a\ud800b"], {"a": "\ud800"}, {"\ud800": 1}, [{"a": ["\udfff"]}]])
def test_a_surrogate_that_stands_alone_does_not_get_into_a_field(value: object) -> None:
    field = fields_of(value)

    # In ASCII, so that a failure can be reported.
    assert ascii(field.encode("utf-8", "replace").decode()) == ascii(field)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [100, 200, 300, 400, 600, 800, 900])
def test_a_value_nested_deeply_does_not_stop_the_program(depth: int, opening: str, closing: str) -> None:
    body = f'{{"record":[{{"id":{opening * depth}1{closing * depth},"title":"a"}}]}}'

    try:
        title = listing(source(), answer(body)).items[0].fields["title"]
    except ParseError:
        title = "a"

    assert title == "a"


def test_what_is_no_object_has_no_fields() -> None:
    found = listing(source(), answer('{"record":[1,null,"x",[1],true]}'))

    assert [item.fields for item in found.items] == [{"id": "", "title": ""}] * 5


def test_a_list_of_texts_is_a_list_too() -> None:
    found = listing(source(items="@", fields={"title": "@"}), answer('["a","b"]'))

    assert [item.fields["title"] for item in found.items] == ["a", "b"]


def test_an_expression_that_does_not_fit_the_document_is_an_error_of_the_source() -> None:
    with pytest.raises(ParseError):
        listing(source(items="sort_by(record, &id)"), answer('{"other":1}'))


def test_an_expression_that_does_not_fit_one_item_leaves_its_field_empty() -> None:
    wanted = source(fields={"title": "title", "author": "join(', ', authors)"})
    body = '{"record":[{"title":"a","authors":null},{"title":"b","authors":["x","y"]}]}'

    found = listing(wanted, answer(body))

    assert [item.fields["author"] for item in found.items] == ["", "x, y"]


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        (r"(\d+)\.html", "/news/17.html", "17"),
        (r"\d+", "a17b18", "17"),
        (r"(a)|b", "b", ""),
        (r"x", "y", ""),
        (r"】(.*)", "【a】b", "b"),
        (r"\d+", None, ""),
    ],
)
def test_a_pattern_keeps_a_part_of_a_field(pattern: str, value: str | None, expected: str) -> None:
    wanted = source(fields={"title": "title", "part": {"path": "p", "match": pattern}})
    body = json.dumps({"record": [{"title": "a", "p": value}]})

    assert expected == listing(wanted, answer(body)).items[0].fields["part"]


DETAIL = {"url": "http://upstream.example/?id={id}", "content": "text", "fields": {"author": "from", "title": "t"}}


def test_a_detail_adds_the_fields_that_it_has() -> None:
    found = detail(source(detail=DETAIL), answer('{"text":"<p>a</p>","from":"某网","t":null}'))

    assert Item({"content": "<p>a</p>", "author": "某网"}, "detail") == found


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", '{"text":null}', '{"text":" \\n"}', '{"text":[]}', "null"])
def test_a_detail_without_content_is_an_error(body: str) -> None:
    with pytest.raises(ParseError):
        detail(source(detail=DETAIL), answer(body))


def test_a_source_without_details_has_none() -> None:
    with pytest.raises(ParseError):
        detail(source(), answer("{}"))


# ---- JSON in pages


@pytest.mark.parametrize(
    ("embedded", "page"),
    [
        ("script#data", '<p>x</p><script id="data" type="application/json">%s</script>'),
        ("script#data", '<script id="data">window.__DATA__ = %s; more();</script>'),
        ("var data =", "<script>var a = {}; var data = %s; var b = [1];</script>"),
        ("__STATE__=", "<script>window.__STATE__=%s</script><script>}</script>"),
        ("script[type='application/json']", '<script type="application/json">%s</script>'),
    ],
)
def test_json_in_a_page_is_read_up_to_its_last_bracket(embedded: str, page: str) -> None:
    value = '{"record": [{"id": "1", "title": "a };] \\" b"}]}'

    found = listing(source(embedded=embedded), answer(f"<html><body>{page.replace('%s', value)}</body></html>"))

    assert [item.fields for item in found.items] == [{"id": "1", "title": 'a };] " b'}]


def test_json_in_a_text_in_a_page_is_read() -> None:
    quoted = json.dumps(json.dumps({"record": [{"id": "1", "title": "甲"}]}))

    found = listing(source(embedded="data ="), answer(f"<script>data = JSON.parse({quoted});</script>"))

    assert found.items[0].fields["title"] == "甲"


@pytest.mark.parametrize(
    ("embedded", "page", "fact"),
    [
        ("script#data", "<p>x</p>", "matches nothing"),
        ("var data =", "<p>x</p>", "is not in the page"),
        ("var data =", "<script>var data = null;</script>", "no JSON"),
        ("var data =", "<script>var data = {a: 1};</script>", "not JSON"),
    ],
)
def test_a_page_without_the_json_is_an_error_that_says_what_was_looked_for(embedded: str, page: str, fact: str) -> None:
    with pytest.raises(ParseError, match=f"embedded = '{embedded}' .*{fact}"):
        listing(source(embedded=embedded), answer(page))


# ---- a detail within a page


def test_the_json_of_a_detail_may_stand_in_a_page() -> None:
    wanted = {**DETAIL, "embedded": "script#data", "content": "article.body", "fields": {"author": "article.by"}}
    page = '<p>x</p><script id="data">{"article": {"body": "<p>正文</p>", "by": "记者"}}</script>'

    found = detail(source(detail=wanted), answer(page))

    assert found.fields == {"content": "<p>正文</p>", "author": "记者"}
