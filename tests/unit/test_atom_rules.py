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
    <content type="html">&lt;p&gt;&lt;img src="https://cdn.example/1.png"&gt; &lt;a href="mailto:a@b"&gt;x&lt;/a&gt;</content>
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
SOURCE = FEED[FEED.index("    <source>\n") : FEED.index("  </entry>\n  <entry>\n    <id>tag:hub.example,2024:3")]


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
    "changes",
    [
        pytest.param([("<category term", "<!-- c --><?p i?><category term")], id="comment-and-instruction"),
        pytest.param([("<content>Text", '<content type="text/markdown"># Text')], id="other-text"),
        pytest.param(
            [("<content>Text", '<summary/><content type="IMAGE/PNG">aGVs\n  bG8=')],
            id="base64-with-summary",
        ),
        pytest.param(
            [
                ("<content>Text</content>", '<link xml:base="b/" href="../c?d#e"/>'),
                ("<entry xmlns", '<entry xml:base="https://a.example/x/" xmlns'),
            ],
            id="base-within-base",
        ),
        pytest.param(
            [("<content>Text</content>", '<link rel="http://www.iana.org/assignments/relation/alternate" href="urn:a"/>')],
            id="registered-relation-as-iri",
        ),
        pytest.param([("<content>Text", '<content type="html">&lt;?xml version="1.0" encoding="x"?&gt;')], id="xml-in-html"),
        pytest.param([("<content>Text", '<content type="html">')], id="empty-html"),
    ],
)
def test_accepts_what_is_allowed(changes: list[tuple[str, str]]) -> None:
    document = FEED if "<category term" in changes[0][0] else ENTRY
    if document is FEED:
        changes = [("<category term=\"everything\"", "<!-- c --><?p i?><category term=\"everything\"")]
    assert violations(changed(document, *changes)) == []
