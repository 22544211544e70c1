"""What is new in a feed for whoever has an earlier version of it: RFC 3229 with the instance manipulation `feed`. Pure.

A version is known by what its entries were: a digest of each, its id and dates and text. That is a small part of it.
"""

import hashlib

from lxml import etree

_DIGEST = 12
_ATOM = "{http://www.w3.org/2005/Atom}"


def index(body: bytes) -> bytes | None:
    """Return what the entries of an Atom or RSS document are: their digests, one behind the other. None if neither."""
    root = _root(body)
    return None if root is None else b"".join(map(_digest, _entries(root)))


def since(body: bytes, earlier: bytes) -> bytes | None:
    """Return the document `body` with only the entries that are not as they were, by the index of an earlier version.

    None where that leaves out nothing. All else that the document says stays: titles, links, tombstones.
    """
    root = _root(body)
    if root is None:
        return None
    known = {earlier[start : start + _DIGEST] for start in range(0, len(earlier), _DIGEST)}
    old = [entry for entry in _entries(root) if _digest(entry) in known]
    for entry in old:
        parent = entry.getparent()
        if parent is not None:
            parent.remove(entry)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n" if old else None


def _root(body: bytes) -> "etree._Element | None":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_blank_text=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    return root if root.tag in (f"{_ATOM}feed", "rss") else None


def _entries(root: "etree._Element") -> "list[etree._Element]":
    return root.findall("channel/item") if root.tag == "rss" else root.findall(f"{_ATOM}entry")


def _digest(entry: "etree._Element") -> bytes:
    return hashlib.blake2b(etree.tostring(entry, with_tail=False), digest_size=_DIGEST).digest()
