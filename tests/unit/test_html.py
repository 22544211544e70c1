"""Foreign HTML comes out safe, absolute and without blank lines, and otherwise as it was."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedhub.normalise import html

BASE = "https://news.example/2022/05/article.html"
SEED = Path(__file__).parents[3] / "shared" / "seed"
FORBIDDEN_TAGS = {
    *("applet", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link", "math", "meta"),
    *("noscript", "object", "script", "style", "svg", "template", "textarea", "title"),
}
ADDRESSES = ("href", "src", "cite", "poster")


class Seen(HTMLParser):
    """What a reader of HTML finds in a text that should not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN_TAGS:
            self.bad.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "action", "formaction", "id", "background"):
                self.bad.append(name)
            if name in ADDRESSES and not re.match(r"(?:https?|mailto|tel):", value or ""):
                self.bad.append(f"{name}={value}")
            if name == "srcset" and any(not part.startswith("http") for part in (value or "").split(", ")):
                self.bad.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.bad.append(f"<!--{data}-->")


def bad(cleaned: str) -> list[str]:
    """Return what is not safe in cleaned HTML."""
    seen = Seen()
    seen.feed(cleaned)
    seen.close()
    return seen.bad


def blank_lines(cleaned: str) -> list[str]:
    """Return the blank lines of a text, as Markdown counts lines."""
    return [line for line in cleaned.split("\n") if not line.strip()] if cleaned else []


def seed_bodies() -> list[str]:
    """Return the bodies of the archived posts beside the checkout; none where there are none."""
    posts = sorted(SEED.glob("*.md"))
    return [post.read_bytes().decode().split("---\n", 2)[2].split("\n\n<http")[0] for post in posts]


@pytest.mark.parametrize("body", seed_bodies())
def test_a_clean_body_comes_out_byte_for_byte(body: str) -> None:
    cleaned = html.clean(body, BASE)

    assert body == cleaned


@pytest.mark.parametrize("body", seed_bodies())
def test_the_ideographic_indent_and_windows_line_ends_leave_no_trace(body: str) -> None:
    as_published = re.sub(r"(<p[^>]*>)", "\\1\u3000\u3000", body).replace("\n", "\r\n")

    cleaned = html.clean(as_published, BASE)

    assert body == cleaned


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        ("", ""),
        (" \r\n\t\u3000", ""),
        ("\x00\x08", ""),
        ("只有文字", "<p>只有文字</p>"),
        ("\u3000\u3000第一段\r\n\r\n\u3000\u3000第二段\r\n", "<p>第一段</p>\n<p>第二段</p>"),
        ("a & b < c > d", "<p>a &amp; b &lt; c &gt; d</p>"),
        ("AT&T", "<p>AT&amp;T</p>"),
        ("1 <2 and 3> 2", "<p>1 &lt;2 and 3&gt; 2</p>"),
    ],
)
def test_plain_text_becomes_paragraphs(foreign: str, expected: str) -> None:
    assert expected == html.clean(foreign, BASE)


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
        ("<p>a</p><STYLE>p{}</STYLE>", "<p>a</p>"),
        (
            '<p style="color:red" onclick="x()" class="k" data-code="600160">a</p>',
            '<p class="k" data-code="600160">a</p>',
        ),
        ("<p>a<!-- \n\n\n --></p>", "<p>a</p>"),
        ("<font color=red><b>a</b></font>", "<b>a</b>"),
        ("<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<iframe src=//x>fallback</iframe><p>a</p>", "<p>a</p>"),
        ('<iframe src="https://video.example/1" /><p>a</p>', "<p>a</p>"),
        ("<script/><p>a</p><SCRIPT src='x'/><p>b</p>", "<p>a</p><p>b</p>"),
        ("<svg><text>a</text></svg><p>b</p>", "<p>b</p>"),
        ("<math><mi>x</mi></math><p>b</p>", "<p>b</p>"),
        ("<p>a</p>\r\n \t\r\n\u3000\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("<p>&#13;&#10;&#10;a</p>", "<p>\na</p>"),
        ('<p title="a\n\n\nb">x</p>', '<p title="a\nb">x</p>'),
        ("<p>&#0;&#8;a\x0b\x1f</p>", "<p>\ufffda</p>"),
        ("<p>&#12288;&#12288;a</p>", "<p>a</p>"),
        ("<p>\u3000a</p>", "<p>\u3000a</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<p>{{ page.title }}{% raw %}</p>", "<p>{{ page.title }}{% raw %}</p>"),
    ],
)
def test_what_is_harmless_stays_and_what_is_not_goes(foreign: str, expected: str) -> None:
    assert expected == html.clean(foreign, BASE)


def test_a_surrogate_that_stands_alone_goes() -> None:
    assert html.clean("<p>a\ud800b</p>", BASE) == "<p>ab</p>"


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        ('<img src="a.png">', '<img src="https://news.example/2022/05/a.png">'),
        ('<img src="/a.png">', '<img src="https://news.example/a.png">'),
        ('<img src="//cdn.example/a.png">', '<img src="https://cdn.example/a.png">'),
        ('<img src="../a.png">', '<img src="https://news.example/2022/a.png">'),
        ('<img src="http://h.example/a.png">', '<img src="http://h.example/a.png">'),
        ('<blockquote cite="/q">a</blockquote>', '<blockquote cite="https://news.example/q">a</blockquote>'),
        ('<video poster="/p.png"></video>', '<video poster="https://news.example/p.png"></video>'),
        ('<a HREF = "#n">a</a>', f'<a href="{BASE}#n" rel="noopener noreferrer">a</a>'),
        ('<a href="?a=1&b=2">a</a>', f'<a href="{BASE}?a=1&amp;b=2" rel="noopener noreferrer">a</a>'),
        ('<a href="mailto:a@b.example">a</a>', '<a href="mailto:a@b.example" rel="noopener noreferrer">a</a>'),
        (
            '<a href="/x" target="_blank" rel="opener">a</a>',
            '<a href="https://news.example/x" rel="noopener noreferrer">a</a>',
        ),
    ],
)
def test_addresses_become_absolute(foreign: str, expected: str) -> None:
    assert expected == html.clean(foreign, BASE)


@pytest.mark.parametrize("base", ["", "urn:x", "/2022/"])
def test_without_a_base_relative_addresses_go_and_absolute_ones_stay(base: str) -> None:
    foreign = '<p><img src="a.png" srcset="b.png 2x" alt="k"><img src="https://h.example/c.png"></p>'

    assert html.clean(foreign, base) == '<p><img alt="k"><img src="https://h.example/c.png"></p>'


@pytest.mark.parametrize(
    "base",
    [
        "http://h.example:99999/",
        "http://h.example:port/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://%zz/",
        "http://a%5Eb/",
        "http://xn--/",
    ],
)
def test_a_base_that_is_no_address_costs_the_relative_links_and_not_the_article(base: str) -> None:
    cleaned = html.clean('<p>text <a href="x">link</a></p>', base)

    assert (html.text(cleaned), bad(cleaned)) == ("text link", [])


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "jav&#x09;ascript:alert(1)",
        "jav&#x0A;ascript:alert(1)",
        "&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)",
        "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)",
        "javascript&colon;alert(1)",
        "\x01javascript:alert(1)",
        "&#1;javascript:alert(1)",
        "javascript\x00:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "file:///etc/passwd",
        "blob:https://h.example/1",
        "view-source:javascript:alert(1)",
        "ftp://h.example/",
        "http://[::1",
    ],
)
@pytest.mark.parametrize("tag", ["a href", "img src", "video poster", "blockquote cite", "source srcset", "img srcset"])
def test_an_address_of_a_foreign_scheme_goes(tag: str, address: str) -> None:
    cleaned = html.clean(f'<p>a</p><{tag}="{address}">x', BASE)

    assert bad(cleaned) == []


@pytest.mark.parametrize(
    "foreign",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script/x>alert(1)</script>",
        "<script\n>alert(1)</script\n>",
        "<<script>alert(1);//<</script>",
        "<img src=x onerror=alert(1)>",
        "<img/src=x/onerror=alert(1)>",
        "<img src='x'onerror='alert(1)'>",
        '<img src="x` `<script>alert(1)</script>"` `>',
        "<body onload=alert(1)>x",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        '<svg></p><style><a title="</style><img src=1 onerror=alert(1)>">',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "<math><mtext><table><mglyph><style><math><img src onerror=alert(1)></style></table></mtext></math>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        '<textarea><img title="</textarea><img src=x onerror=alert(1)>">',
        '<title><a title="</title><img src=x onerror=alert(1)>">',
        '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
        '<noembed><p title="</noembed><img src=x onerror=alert(1)>">',
        "<template><img src=x onerror=alert(1)></template>",
        "<select><template><style></select><img src onerror=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<?xml version='1.0'?><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data='data:text/html,x'><embed src='javascript:alert(1)'>",
        "<base href='javascript:alert(1)//'><a href='x'>x</a>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<p style='background:url(javascript:alert(1))'>x",
        "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
        "<a href=//evil.example\\@x onmouseover=alert(1)>x",
        "<plaintext><script>alert(1)",
        "<img src=x:alert(alt) onerror=eval(src) alt=xss>",
        "<pre><script>\n\nalert(1)</script></pre>",
        "<p>&#x3c;script&#x3e;<script>",
        "\u3000<scri\u3000\u3000pt>alert(1)</scri\u3000\u3000pt>",
        "<scri\x00pt>alert(1)</scri\x00pt>",
        "<img sr\x00c=javascript:alert(1) onerr\x08or=alert(1)>",
        "&lt;scri\u3000\u3000pt&gt;alert(1)",
        "<p title='\u3000\u3000<\u3000\u3000script>'>x",
    ],
)
@pytest.mark.parametrize("base", [BASE, ""])
def test_no_trick_gets_a_script_through(foreign: str, base: str) -> None:
    cleaned = html.clean(foreign, base)

    assert (bad(cleaned), bad(html.clean(cleaned, base))) == ([], [])


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.jpg 1x, b.jpg 2x", "https://news.example/2022/05/a.jpg 1x, https://news.example/2022/05/b.jpg 2x"),
        ("/a.jpg 320w,\n   /b.jpg 640w", "https://news.example/a.jpg 320w, https://news.example/b.jpg 640w"),
        ("/a.jpg", "https://news.example/a.jpg"),
        ("/a.jpg  1.5x", "https://news.example/a.jpg 1.5x"),
        ("/a,b.jpg 1x", "https://news.example/a,b.jpg 1x"),
        ("data:image/gif;base64,R0lGOD 1x, /b.jpg 2x", "https://news.example/b.jpg 2x"),
        ("javascript:alert(1) 1x, /b.jpg 2x", "https://news.example/b.jpg 2x"),
        ("/a.jpg 1x onerror=alert(1), /b.jpg 2x", "https://news.example/b.jpg 2x"),
        # HTML, 4.8.4.2.1: a comma ends a descriptor, with or without a space behind it.
        ("/a.jpg 1x,/b.jpg 2x", "https://news.example/a.jpg 1x, https://news.example/b.jpg 2x"),
        # White space of any kind parts an address from its descriptor.
        ("/a.jpg\n2x", "https://news.example/a.jpg 2x"),
        ("/a.jpg\t2x", "https://news.example/a.jpg 2x"),
        ("http://[ 1x, /b.jpg 2x", "https://news.example/b.jpg 2x"),
    ],
)
def test_a_srcset_keeps_its_web_addresses(srcset: str, expected: str) -> None:
    assert f'<img srcset="{expected}">' == html.clean(f'<img srcset="{srcset}">', BASE)


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        ("<pre>a\n\nb</pre>", "<pre>a&#10;\nb</pre>"),
        ("<pre>a\n\n\n\nb</pre>", "<pre>a&#10;&#10;&#10;\nb</pre>"),
        ("<pre>a\n  \nb</pre>", "<pre>a&#10;  \nb</pre>"),
        ("<p>x</p>\n\n<pre>a\n\nb</pre>\n\n<p>y</p>", "<p>x</p>\n<pre>a&#10;\nb</pre>\n<p>y</p>"),
    ],
)
def test_blank_lines_within_pre_become_references(foreign: str, expected: str) -> None:
    assert expected == html.clean(foreign, BASE)


def test_a_pre_that_begins_with_a_blank_line_still_does_after_a_second_cleaning() -> None:
    # HTML, 13.2.6.4.7: a reader leaves out the first line feed in a pre.
    cleaned = html.clean("<pre>\n\nfoo</pre>", BASE)

    assert cleaned == html.clean(cleaned, BASE)


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<pre>", "</pre>", "<b>", "<a href='x'>", "<a href=javascript:alert(1)>", "</a>", "<script>"),
        *("</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "<mtext>", "<table>", "<td>", "</table>"),
        *("<img src=x onerror=alert(1)>", "<img srcset='a 1x, b 2x'>", "<!--", "-->", "<![CDATA[", "]]>", "<template>"),
        *(
            "<noscript>",
            "<textarea>",
            "</textarea>",
            "<title>",
            "<select>",
            "<option>",
            "\n",
            "\r\n",
            "\n\n",
            " ",
            "\t",
        ),
        *(
            "\u3000",
            "\u3000\u3000",
            "&#10;",
            "&#12288;",
            "&nbsp;",
            "\xa0",
            "&lt;",
            "&amp;",
            "&",
            "<",
            ">",
            '"',
            "'",
            "=",
        ),
        *("\x00", "\x85", "\u2028", "\ufeff", "{{", "{%", "文", "a", "<br>", "<hr>", "<ul><li>", "</ul>", "<p title='"),
    ]
)
FOREIGN = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


@given(FOREIGN)
def test_nothing_unsafe_and_no_blank_line_comes_out(foreign: str) -> None:
    cleaned = html.clean(foreign, BASE)

    assert (bad(cleaned), blank_lines(cleaned)) == ([], [])


@given(FOREIGN)
def test_cleaning_twice_is_cleaning_once(foreign: str) -> None:
    cleaned = html.clean(f"<p>{foreign}", BASE)

    # What is only text is not marked up any more; it becomes a paragraph.
    assert cleaned == html.clean(cleaned, BASE) or not re.search(r"<[a-z]|&\w+;", cleaned)


@given(st.text())
def test_text_without_markup_is_shown_as_it_is(plain: str) -> None:
    shown = html.text(html.clean(plain.replace("<", "").replace("&", ""), BASE), 100_000)

    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff<&]", "", plain).replace("\u3000\u3000", "")
    assert "".join(kept.split()) == "".join(shown.split())


@pytest.mark.parametrize(
    ("cleaned", "expected"),
    [
        ("", ""),
        ("<p>a</p><p>b</p>", "a b"),
        ("<p>a<br>b</p>", "a b"),
        ("a<b>b</b>c", "abc"),
        ("<p>a &lt;b&gt; &amp; c&nbsp;d</p>", "a <b> & c d"),
        ('<img alt="x &gt; y">z', "z"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1 2"),
    ],
)
def test_the_visible_text_has_its_blocks_apart(cleaned: str, expected: str) -> None:
    assert expected == html.text(cleaned)


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert html.text("a" * 10 + '<img src="x">' + "b" * 90, 15) == "a" * 10


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<pre>", "<table>", "<", "<p>\n", "\n \n", "&#10;", "<a href=x>"])
def test_deep_and_long_documents_are_put_up_with(piece: str) -> None:
    cleaned = html.clean(piece * 5000 + "<p>end</p>", BASE)

    assert "end" in cleaned


def test_a_srcset_of_many_commas_is_read_in_one_go() -> None:
    """A search that began again at each comma took minutes for this."""
    cleaned = html.clean(f'<img src="/a.png" srcset="{"," * 50_000}x">', "https://news.example/")

    assert cleaned.startswith('<img src="https://news.example/a.png"')
