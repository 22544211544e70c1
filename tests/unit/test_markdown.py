"""A post as a Jekyll file: YAML that every reader reads back, a body that Markdown and Liquid leave alone."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from feedhub.model import Category, Post
from feedhub.normalise import html
from feedhub.publish import markdown
from feedhub.publish.words import words

SEED = Path(__file__).parents[3] / "shared" / "seed"
SHANGHAI = ZoneInfo("Asia/Shanghai")
POST = Post(
    id=1,
    name="NW1",
    title="标题",
    link="https://news.example/1",
    published=datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC),
    updated=datetime(2022, 5, 20, 1, 51, 56, tzinfo=UTC),
    author="",
    digest="",
    excerpt="",
    content="<p>正文</p>",
    language="zh-CN",
    path="c/2022/05/20/NW1.html",
    archive_path="_posts/2022/05/2022-05-20-NW1.md",
    source_id="s",
    source_title="S",
    source_link="",
    categories=(Category(1, "某网", "mouwang", 1),),
    tags=("某网新闻",),
)
LOADERS = (yaml.SafeLoader, yaml.CSafeLoader)
SPECIALS = [
    *("yes", "no", "on", "off", "true", "null", "~", "y", "n", "1e5", "0x1F", "0o7", "1_000", "12:30:45", "2022-05-20"),
    *(
        "- x",
        "? x",
        ": x",
        "@x",
        "`x",
        "%x",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "[x]",
        "{x}",
        "# x",
        "x # y",
        "x: y",
        "x:",
        "<<",
    ),
    *(
        '"',
        "'",
        'a "b" c',
        "it's",
        "\\",
        "\\n",
        "a\\",
        "---",
        "...",
        "=",
        "",
        " ",
        " a",
        "a ",
        "a  b",
        "a\nb",
        "a\r\nb",
    ),
    *("a\tb", "\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\u200b", "\ufffe", "\U0001f600"),
    *(
        "中文：标题",
        "{{ x }}",
        "{% x %}",
        "x" * 2000,
        "a b " * 500,
        ".inf",
        ".nan",
        "-",
        "--- x",
        "é",
        "\xa0",
        "\u3000",
    ),
]


def post(**fields: Any) -> Post:
    return replace(POST, **fields)


def read(matter: str, loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]) -> dict[str, Any]:
    """Return the front matter as a reader of YAML has it."""
    assert matter.startswith("---\n")
    assert matter.endswith("\n---\n")
    values = yaml.load(matter[4:-4], Loader=loader)
    assert isinstance(values, dict)
    return values


def listed(value: object) -> list[str]:
    """Return categories or tags as Jekyll has them, which splits a text at its spaces."""
    return value.split() if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []


def shown(text: str) -> str:
    """Return what a reader of CommonMark shows of a text, white space folded."""
    markdown_it = pytest.importorskip("markdown_it")
    return html.text(markdown_it.MarkdownIt("commonmark").render(text), 100_000)


def test_the_front_matter_is_that_of_the_first_system() -> None:
    assert markdown.front_matter(POST, SHANGHAI) == (
        '---\nlayout: post\ntitle: "标题"\ndate: 2022-05-20 09:51:56 +0800\ncategories: mouwang\ntags: 某网新闻\n---\n'
    )


@pytest.mark.parametrize("path", sorted(SEED.glob("*.md")), ids=lambda path: str(path.stem))
def test_the_archived_post_is_written_as_it_stands(path: Path) -> None:
    archived = path.read_bytes().decode()
    _, matter, rest = archived.split("---\n", 2)
    values = yaml.safe_load(matter)
    body, link, back = rest.split("\n\n", 2)
    archived_post = post(
        title=values["title"],
        content=body,
        link=link.strip("<>"),
        published=datetime.strptime(values["date"], "%Y-%m-%d %H:%M:%S %z"),
        categories=(Category(1, "", values["categories"], 1),),
        tags=(values["tags"],),
    )

    made = markdown.template_values(archived_post, SHANGHAI, "https://finews.withounder.com", words("zh-CN"))

    assert (f"---\n{matter}---\n", body, link, back) == (
        made["front_matter"],
        made["body"],
        f"<{made['link']}>",
        made["back"] + made["between"] + made["home"],
    )


@pytest.mark.parametrize("title", SPECIALS)
def test_a_title_is_in_double_quotes_on_one_line(title: str) -> None:
    line = markdown.front_matter(post(title=title), SHANGHAI).split("\n")[2]

    assert re.fullmatch(r'title: "[^\x00-\x1f\x7f\x85\u2028\u2029\ufeff]*"', line)


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("text", SPECIALS)
def test_what_is_special_in_yaml_comes_back(text: str, loader: type[yaml.SafeLoader]) -> None:
    values = read(markdown.front_matter(post(title=text, tags=(text or "x",)), SHANGHAI), loader)

    assert (text, [text or "x"]) == (values["title"], listed(values["tags"]))


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(SPECIALS)
SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True) | st.sampled_from(["yes", "null", "1e5", "007", "1-2"])


@given(ANY_TEXT, st.lists(ANY_TEXT.filter(bool), max_size=4), st.lists(SLUGS, min_size=1, max_size=3))
def test_any_title_tags_and_categories_come_back(title: str, tags: list[str], slugs: list[str]) -> None:
    categories = tuple(Category(number, slug, slug, 1) for number, slug in enumerate(slugs))
    matter = markdown.front_matter(post(title=title, tags=tuple(tags), categories=categories), SHANGHAI)

    for loader in LOADERS:
        values = read(matter, loader)

        assert ("post", title, slugs, tags) == (
            values["layout"],
            values["title"],
            listed(values["categories"]),
            listed(values["tags"]),
        )
    assert list(values) == ["layout", "title", "date", "categories", "tags"]


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "True", "null", "y", "N", "yEs", "nULL", "tRUE"])
def test_a_word_that_some_reader_takes_for_no_text_is_quoted(word: str) -> None:
    # YAML 1.1 has y and n; Ruby's reader, which is Jekyll's, does not look at the case.
    line = markdown.front_matter(post(tags=(word,)), SHANGHAI).split("\n")[5]

    assert re.fullmatch(rf"tags: (?P<quote>[\"']){word}(?P=quote)", line)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ((), 'tags: ""\n'),
        (("a",), "tags: a\n"),
        (("a", "b"), "tags: a b\n"),
        (("a b", "c"), "tags:\n- a b\n- c\n"),
        (("中文", "x: y"), 'tags:\n- 中文\n- "x: y"\n'),
    ],
)
def test_tags_stand_on_one_line_unless_one_has_a_space(tags: tuple[str, ...], expected: str) -> None:
    assert markdown.front_matter(post(tags=tags), SHANGHAI).endswith(f"{expected}---\n")


def test_several_categories_stand_on_one_line() -> None:
    categories = (Category(1, "A", "a", 1), Category(2, "B", "b", 1))

    assert "\ncategories: a b\n" in markdown.front_matter(post(categories=categories), SHANGHAI)


LIQUID = ["{{ x }}", "{% x %}", "{{{ x }}}", "{{{{ x", "{{%", "{{{%", "{%{{", "{%- x -%}", "{{-", "{%{%", "{{{{{"]


@pytest.mark.parametrize("liquid", LIQUID)
def test_liquid_finds_nothing_to_run(liquid: str) -> None:
    values = markdown.template_values(
        post(content=f"<p>{liquid}</p>", digest=liquid, tags=(liquid,)), SHANGHAI, "https://hub.example", words("en")
    )

    for name in ("body", "digest", "back"):
        assert (name, None) == (name, re.search(r"\{[{%]", values[name]))


@given(st.text(st.sampled_from("{%} -a")))
def test_the_body_shows_what_it_showed(content: str) -> None:
    made = markdown.body(post(content=f"<p>{content}</p>"))

    assert (None, html.text(f"<p>{content}</p>")) == (re.search(r"\{[{%]", made), html.text(made))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<table><tr></tr></table>", "<table><tr></tr></table>"),
        ("a *b*", "<div>\na *b*\n</div>"),
        ("<b>a</b>", "<div>\n<b>a</b>\n</div>"),
        ("# a", "<div>\n# a\n</div>"),
        ("<img>", "<div>\n<img>\n</div>"),
        ("", ""),
    ],
)
def test_a_body_that_does_not_begin_with_a_block_is_put_into_one(content: str, expected: str) -> None:
    assert expected == markdown.body(post(content=content))


@pytest.mark.parametrize(
    "content",
    [
        "<p>a</p>\n# b *c*",
        "<p>a</p>*b* _c_",
        "text *b*",
        "<b>*a*</b>\n1. b",
        "<pre>a</pre>\n*b*",
        "<pre>a&#10;\n    b</pre>\n# c",
        "<video></video>\n*b*",
        "<audio></audio> *b*",
        "<ul>\n<li>*a*</li>\n</ul>",
    ],
)
def test_markdown_leaves_the_body_alone(content: str) -> None:
    assert html.text(content) == shown(markdown.body(post(content=content)))


@pytest.mark.parametrize(
    "digest",
    [
        *(
            "*ST中安和*ST华信",
            "**a**",
            "_a_ b",
            "`a`",
            "[a](javascript:alert(1))",
            "![a](https://h.example/p.png)",
            "a\\*b",
        ),
        *(
            "1. a",
            "# a",
            "- a",
            "+ a",
            "* a",
            "> a",
            "***",
            "---",
            "<b>a</b>",
            "&amp;",
            "a & b",
            "~~a~~",
            "1) a",
            "<!-- a",
        ),
        *("https://h.example/a_b_c", "涨幅3.5%", "plain", "[a]: https://h.example", "{{{ a", "<https://h.example>"),
    ],
)
def test_a_digest_is_shown_as_it_is(digest: str) -> None:
    made = markdown.template_values(post(digest=digest), SHANGHAI, "https://hub.example", words("en"))["digest"]

    assert digest == shown(f"> {made}")


@pytest.mark.parametrize("tag", ["a", "a [b]", "a](x)", "*ST中安", "a*b*c", "`a", "\\", "<b>", "a_b_c_", "![x]"])
def test_the_name_in_the_back_link_is_shown_as_it_is(tag: str) -> None:
    values = markdown.template_values(post(tags=(tag,)), SHANGHAI, "https://hub.example", words("en"))

    assert f"Back to {tag}" == shown(values["back"])


def test_the_back_links_fit_any_scheme() -> None:
    values = markdown.template_values(post(), SHANGHAI, "https://hub.example", words("zh-CN"))

    assert (
        values["back"],
        values["home"],
        values["between"],
    ) == ("[返回某网新闻](//hub.example/category/mouwang.html)", "[返回首页](//hub.example/)", "｜")


def test_a_post_without_tags_leads_back_to_its_category() -> None:
    values = markdown.template_values(post(tags=()), SHANGHAI, "https://hub.example", words("zh-CN"))

    assert values["back"] == "[返回某网](//hub.example/category/mouwang.html)"
