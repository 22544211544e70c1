"""The files of a Jekyll site: which are posts, and what they say."""

from datetime import date

import pytest

from feedhub.errors import ExchangeError
from feedhub.exchange import jekyll

NAME = "2022-05-20-NW1.md"
MATTER = 'layout: post\ntitle: "题 \\"目\\""\ndate: 2022-05-20 09:51:56 +0800\ncategories: mouwang\ntags: 某网新闻\n'
BACK = "[返回某网新闻](//h.example/category/mouwang.html)｜[返回首页](//h.example/)"
LINK = "<http://u.example/share.html?infoCode=NW1>"


def post(rest: str = "<p>正文</p>", matter: str = MATTER, name: str = NAME) -> jekyll.JekyllPost:
    return jekyll.read(name, f"---\n{matter}---\n{rest}".encode())


def test_a_post_of_the_first_system_is_read_whole() -> None:
    found = post(f"> 摘要 一\n\n<p>正文</p>\n <p>二</p>\n\n{LINK}\n\n{BACK}")

    assert found == jekyll.JekyllPost(
        id="NW1",
        day=date(2022, 5, 20),
        title='题 "目"',
        date="2022-05-20 09:51:56 +0800",
        categories=("mouwang",),
        tags=("某网新闻",),
        digest="摘要 一",
        body="<p>正文</p>\n <p>二</p>",
        link="http://u.example/share.html?infoCode=NW1",
        label="某网新闻",
    )


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", ("", "", "", "")),
        ("<p>a</p>", ("", "<p>a</p>", "", "")),
        (f"<p>a</p>\n\n{LINK}\n", ("", "<p>a</p>", LINK[1:-1], "")),
        (f"<p>a</p>\n\n{BACK}\n\n", ("", "<p>a</p>", "", "某网新闻")),
        ("<p>a</p>\n\n<>\n\n" + BACK, ("", "<p>a</p>", "", "某网新闻")),
        ("[Back to A&#91;b](//h/c.html) | [Back to the start page](//h/)", ("", "", "", "A[b")),
        ("> a\n> b\n\n<p>c</p>", ("a b", "<p>c</p>", "", "")),
        ("<p>a</p>\n[a](b)", ("", "<p>a</p>\n[a](b)", "", "")),
        (f"{LINK}\n<p>a</p>", ("", f"{LINK}\n<p>a</p>", "", "")),
        ("<p>a</p>\n<br>", ("", "<p>a</p>\n<br>", "", "")),
    ],
)
def test_link_and_back_links_are_taken_from_the_end_and_a_digest_from_the_beginning(
    rest: str, expected: tuple[str, str, str, str]
) -> None:
    found = post(rest)

    assert (found.digest, found.body, found.link, found.label) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("categories: a b\ntags: c d", (("a", "b"), ("c", "d"))),
        ("categories: [a, b c]\ntags:\n- c d\n- c d\n", (("a", "b c"), ("c d",))),
        ("category: a\ntags: ~", (("a",), ())),
        ('tags: ""', ((), ())),
        ("categories: {a: b}\ntags: [[a], 2022, true]", ((), ("2022", "true"))),
    ],
)
def test_categories_and_tags_are_lists_or_words(written: str, expected: object) -> None:
    found = post(matter=f"title: a\ndate: 2022-05-20\n{written}\n")

    assert (found.categories, found.tags) == expected


@pytest.mark.parametrize(
    "written", ["2022-05-20 09:51:56 +0800", "2022-05-20T09:51:56+08:00", "2022-05-20", '"2022-05-20 09:51"']
)
def test_a_date_stays_the_text_that_it_is(written: str) -> None:
    assert post(matter=f"title: 2022\ndate: {written}\n").date == written.strip('"')


def test_another_id_in_the_link_is_noted_and_the_file_name_wins() -> None:
    found = post(LINK.replace("NW1", "NW2"))

    assert (found.id, "'NW2'" in found.note) == ("NW1", True)


def test_line_ends_and_a_byte_order_mark_do_not_count() -> None:
    body = f"---\n{MATTER}---\n<p>a</p>\n<p>b</p>".replace("\n", "\r\n").encode("utf-8-sig")

    assert jekyll.read(NAME, body).body == "<p>a</p>\n<p>b</p>"


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("-202205262391921712.md", b"", "bad name"),
        ("2022-02-30-a.md", b"", "there is no day"),
        ("2022-05-20-a?b.md", b"", "characters that an address cannot have"),
        (f"2022-05-20-{'a' * 101}.md", b"", "too long"),
        (NAME, b"", "no front matter"),
        (NAME, b"<p>a</p>", "no front matter"),
        (NAME, b"---\ntitle: a\n", "no front matter"),
        (NAME, b"---\n- a\n---\n", "no front matter of keys"),
        (NAME, b'---\ntitle: "a "b""\ndate: 2022-05-20\n---\n', "no valid YAML"),
        (NAME, b"---\n" + b"[" * 50_000 + b"\n---\n", "no valid YAML"),
        (NAME, b"---\ntitle: a\n---\n", "no date"),
        (NAME, b"---\ndate: 2022-05-20\ntitle:\n---\n", "no title"),
        (NAME, "---\ntitle: 题\n---\n".encode("gb18030"), "not UTF-8"),
        (NAME, b" " * 10_000_001, "larger than"),
    ],
)
def test_what_is_no_post_is_said_in_words(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(ExchangeError, match=reason):
        jekyll.read(name, body)


def test_a_tag_of_yaml_makes_nothing_but_text() -> None:
    assert post(matter="title: !!python/object/apply:os.system [a]\ndate: 2022-05-20\ntitle: b\n").title == "b"
