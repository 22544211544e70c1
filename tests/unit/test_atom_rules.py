"""The checker of Atom documents is itself checked: it takes a feed with every kind of element and sees each defect."""

import pytest

from tests.atom_rules import violations

FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:example:x" xml:lang="en-GB" xml:base="https://hub.example/">
  <link rel="self" type="application/atom+xml" href="https://hub.example/feed.xml"/>
  <link rel="alternate" type="text/html" hreflang="en" href="https://hub.example/"/>
  <link type="text/html" hreflang="zh-Hans" href="https://hub.example/zh/"/>
  <entry>
    <title type="html">Tea &amp;amp; &lt;b&gt;cake&lt;/b&gt;</title>
    <id>tag:hub.example,2024:1</id>
    <updated>2024-05-01T08:00:00+08:00</updated>
    <published>2024-05-01T00:00:00.5Z</published>
    <link href="posts/1"/>
    <link rel="enclosure" type="audio/mpeg" length="1337" href="https://cdn.example/1.mp3" title="Sound"/>
    <category term="food" scheme="https://hub.example/categories" label="Food"/>
    <content type="html"><![CDATA[<p><img src="https://cdn.example/1.png"> <a href="mailto:a@b">x</a>]]></content>
    <x:score x:of="10"><value unit="points">9</value></x:score>
  </entry>
  <title>Hub</title>
  <id>https://hub.example/</id>
  <updated>2024-05-02T00:00:00Z</updated>
  <author>
    <email>desk@hub.example</email>
    <name>The desk</name>
    <uri>https://hub.example/desk</uri>
    <x:role>editor</x:role>
  </author>
  <contributor><name>A reader</name></contributor>
  <category term="everything"/>
  <generator uri="https://hub.example/software" version="1.0">hub</generator>
  <icon>https://hub.example/icon.png</icon>
  <logo>logo.png</logo>
  <rights>© 2024</rights>
  <subtitle type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">News, <em class="s">slowly</em></div></subtitle>
  <entry>
    <id>tag:hub.example,2024:2</id>
    <title>中文标题</title>
    <updated>2024-05-02T00:00:00Z</updated>
    <summary>Elsewhere.</summary>
    <content type="application/pdf" src="https://cdn.example/2.pdf"/>
    <rights type="text">CC0</rights>
    <source>
      <id>https://origin.example/</id>
      <title>Origin</title>
      <updated>2024-05-01T00:00:00Z</updated>
      <author><name>Origin's author</name></author>
    </source>
  </entry>
  <entry>
    <id>tag:hub.example,2024:3</id>
    <title>Picture</title>
    <updated>2024-05-02T00:00:00Z</updated>
    <author><name>Third</name></author>
    <content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg" width="1"/></content>
  </entry>
</feed>
"""

ENTRY = """\
<entry xmlns="http://www.w3.org/2005/Atom">
  <id>urn:example:1</id>
  <title>Alone</title>
  <updated>2024-05-01T00:00:00Z</updated>
  <author><name>Somebody</name></author>
  <content>Text</content>
</entry>
"""

FEED_AUTHOR = FEED[FEED.index("  <author>\n") : FEED.index("  <contributor>")]
FEED_UPDATED = "  <updated>2024-05-02T00:00:00Z</updated>\n  <author>"
SOURCE = FEED[FEED.index("    <source>\n") : FEED.index("  </entry>\n  <entry>\n    <id>tag:hub.example,2024:3")]
PICTURE = '<content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg" width="1"/></content>'
FIRST_TITLE = '<title type="html">'
FIRST_AUTHOR = f"<author><name>First</name></author>{FIRST_TITLE}"
THIRD_UPDATED = "<title>Picture</title>\n    <updated>2024-05-02T00:00:00Z"
IANA = "http://www.iana.org/assignments/relation/"


def changed(document: str, *changes: tuple[str, str]) -> bytes:
    """Return a document in which each of some passages, there exactly once, is replaced."""
    for old, new in changes:
        assert document.count(old) == 1, old
        document = document.replace(old, new)
    return document.encode()


def test_accepts_a_feed_with_everything() -> None:
    assert violations(FEED.encode()) == []


def test_accepts_an_entry_as_a_document() -> None:
    assert violations(ENTRY.encode()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "<author>", "<!-- c --><?p i?><x xmlns=''><id a='1'/></x><author>", id="comment-and-foreign-markup"
        ),
        pytest.param("<content>Text", '<content type="text/markdown"># Text', id="other-text"),
        pytest.param("<content>Text", '<summary/><content type="IMAGE/PNG">aGVs\n  bG8=', id="base64-with-summary"),
        pytest.param("<content>Text", '<content type="html">&lt;?xml version="1.0" encoding="x"?>', id="xml-in-html"),
        pytest.param("<content>Text", '<content type="html">', id="empty-html"),
        pytest.param("<content>Text</content>", f'<link href="urn:a" rel="{IANA}alternate"/>', id="relation-as-iri"),
        pytest.param("<content>Text</content>", '<link href="urn:a"/><link href="urn:b" type="a/b"/>', id="two-types"),
        pytest.param(
            "<content>Text</content>",
            '<x xmlns=""/><link xml:base="https://a.example/b/" href="../c?d#e"/>',
            id="address-made-absolute-by-its-base",
        ),
    ],
)
def test_accepts_what_is_allowed(old: str, new: str) -> None:
    assert violations(changed(ENTRY, (old, new))) == []


def test_applies_every_base_around_a_link() -> None:
    inner = ('<link href="posts/1"/>', '<link xml:base="posts/" href="1"/>')
    outer = ('xml:base="https://hub.example/"', 'xml:base="{}"')
    assert violations(changed(FEED, inner).replace(b"{}", b"")) == []
    [relative] = violations(changed(FEED, inner, outer).replace(b"{}", b"/hub/"))
    assert "entry 1: the link href '1' is not absolute" in relative


def test_accepts_authors_in_every_entry_or_its_source() -> None:
    assert violations(changed(FEED, (FEED_AUTHOR, ""), (FIRST_TITLE, FIRST_AUTHOR))) == []


def test_accepts_the_same_id_at_another_time() -> None:
    assert violations(changed(FEED, ("tag:hub.example,2024:2", "tag:hub.example,2024:1"))) == []


# Each row: the hint, then the changes that make the feed break one rule.
BROKEN: dict[str, tuple[str, list[tuple[str, str]]]] = {
    # What the schema sees
    "no-updated": ("feed: schema: Expecting an element updated", [(FEED_UPDATED, "  <author>")]),
    "two-titles": ("feed: schema: the element title is", [("<title>Hub", "<title>One</title><title>Hub")]),
    "two-icons": ("feed: schema: the element icon is", [("<icon>", "<icon/><icon>")]),
    "unknown-element": ("feed: schema: Element feed has extra content: colour", [("<icon>", "<colour/><icon>")]),
    "unknown-attribute": ("feed: schema: Invalid attribute lang", [("xml:lang", "lang")]),
    "language": ("feed: schema: Invalid attribute lang", [("en-GB", "en_GB")]),
    "stray-text": ("entry 3: schema: Element entry has extra content: text", [(PICTURE, PICTURE + "stray")]),
    "no-time-zone": ("entry 1: schema: the element published is", [("00:00:00.5Z", "00:00:00.5")]),
    "no-such-day": ("entry 1: schema: the element published is", [("<published>2024-05-01", "<published>2024-02-30")]),
    "no-name": ("entry 3: schema: Expecting an element name", [("<name>Third</name>", "<email>a@b.example</email>")]),
    "no-href": (
        "entry 1: schema: Element link failed to validate attributes",
        [('href="https://cdn.example/1.mp3"', "")],
    ),
    "relation": ("entry 1: schema: Invalid attribute rel", [('rel="enclosure"', 'rel="two words"')]),
    "media-type": ("entry 1: schema: Invalid attribute type", [('type="audio/mpeg"', 'type="mp3"')]),
    "no-term": ("entry 1: schema: Element category failed to validate attributes", [('term="food"', "")]),
    "div-not-xhtml": ("feed: schema: the element subtitle is", [('<div xmlns="http://www.w3.org/1999/xhtml"', "<div")]),
    "markup-in-text": ("entry 2: schema: the element summary is", [("Elsewhere.", "<x:b>Elsewhere</x:b>.")]),
    "src-and-text": ("entry 2: schema: the element content is", [('2.pdf"/>', '2.pdf">text</content>')]),
    "composite-type": ("entry 2: schema: the element content is", [('"application/pdf"', '"multipart/mixed"')]),
    "not-base64": ("entry 2: schema: the element content is", [(' src="https://cdn.example/2.pdf"/>', ">*</content>")]),
    # Authors
    "no-author": ("entry 1: no author", [(FEED_AUTHOR, "")]),
    "no-author-in-one": ("entry 2: no author", [(FEED_AUTHOR, ""), (SOURCE, ""), (FIRST_TITLE, FIRST_AUTHOR)]),
    # Links
    "no-self": ("feed: no link with rel self", [('rel="self"', 'rel="related"')]),
    "alternates": ("feed: 2 alternate links with type 'text/html' and hreflang 'en'", [('"zh-Hans"', '"EN"')]),
    "alternates-of-entry": (
        "entry 1: 2 alternate links",
        [('<link href="posts/1"/>', '<link href="a"/><link href="b"/>')],
    ),
    "relative-link": ("entry 1: the link href 'posts/1' is not abs", [('xml:base="https://hub.example/"', "")]),
    "link-without-host": (
        "feed: the link href 'https:///zh/' is not absolute",
        [("https://hub.example/zh/", "https:///zh/")],
    ),
    # Content and summary
    "nothing-to-read": ("entry 3: neither content nor a link with rel alternate", [(PICTURE, "")]),
    "no-summary-of-src": ("entry 2: no summary", [("<summary>Elsewhere.</summary>", "")]),
    "no-summary-of-base64": ("entry 3: no summary", [(PICTURE, '<content type="image/png">aGVsbG8=</content>')]),
    # Ids and titles
    "empty-id": ("feed: the id is empty", [("<id>https://hub.example/</id>", "<id/>")]),
    "relative-id": (
        "entry 2, source: the id 'origin/1' is not an absolute IRI",
        [("https://origin.example/", "origin/1")],
    ),
    "repeated-id": ("entry 3: the same id and updated as entry 2", [("example,2024:3", "example,2024:2")]),
    "repeated-id-in-another-zone": (
        "entry 3: the same id and updated as entry 1",
        [("example,2024:3", "example,2024:1"), (THIRD_UPDATED, THIRD_UPDATED.replace("02T", "01T"))],
    ),
    "empty-title": ("feed: the title is empty", [("<title>Hub</title>", "<title> </title>")]),
    "empty-html-title": ("entry 1: the title is empty", [("Tea &amp;amp; &lt;b&gt;cake", "&lt;b&gt;&amp;nbsp;")]),
    # HTML
    "relative-src": (
        "entry 1: the HTML of content has a relative src: '//cdn",
        [("https://cdn.example/1.png", "//cdn/1")],
    ),
    "relative-href": ("entry 1: the HTML of content has a relative href: '#note'", [("mailto:a@b", "#note")]),
    # Characters and syntax
    "reference-to-control": ("not well-formed XML: xmlParseCharRef", [("中文标题", "中文&#11;标题")]),
    "unclosed": ("not well-formed XML", [("<icon>", "<icon><icon>")]),
    "another-root": ("neither feed nor entry", [("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")]),
}


@pytest.mark.parametrize(("hint", "changes"), BROKEN.values(), ids=BROKEN.keys())
def test_rejects(hint: str, changes: list[tuple[str, str]]) -> None:
    [violation] = violations(changed(FEED, *changes))
    assert hint in violation


def test_rejects_illegal_characters() -> None:
    character, syntax = violations(changed(FEED, ("中文标题", "中文\x0b标题")))
    assert "illegal character U+000B" in character
    assert character.startswith(f"line {FEED[: FEED.index('中文标题')].count(chr(10)) + 1}: ")
    assert "not well-formed XML" in syntax


def test_rejects_another_encoding_than_declared() -> None:
    assert any("illegal characters: 'utf-8'" in violation for violation in violations(FEED.encode("gb18030")))


def test_names_several_violations() -> None:
    found = violations(changed(ENTRY, ("<id>urn:example:1", "<id>1"), ("<title>Alone", "<title>")))
    assert [violation.partition(": ")[2].partition(" (")[0] for violation in found] == [
        "entry: the id '1' is not an absolute IRI",
        "entry: the title is empty",
    ]
