"""What is new in a feed since an earlier version of it."""

from feedhub.serve import delta

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id>{}</feed>'
RSS = "<rss><channel><title>f</title>{}</channel></rss>"


def entry(name: str, text: str = "text") -> str:
    return f"<entry><id>{name}</id><content>{text}</content></entry>"


def item(name: str) -> str:
    return f"<item><guid>{name}</guid></item>"


def test_only_what_is_new_or_changed_stays() -> None:
    earlier = delta.index(ATOM.format(entry("a") + entry("b")).encode())
    assert earlier is not None
    new = delta.since(ATOM.format(entry("c") + entry("a", "edited") + entry("b")).encode(), earlier)

    assert new is not None
    assert [one in new for one in (b"<id>c", b"edited", b"<id>b", b"<id>f")] == [True, True, False, True]


def test_rss_has_items() -> None:
    earlier = delta.index(RSS.format(item("1")).encode())
    assert earlier is not None
    new = delta.since(RSS.format(item("2") + item("1")).encode(), earlier)

    assert new is not None
    assert (b"<guid>2" in new, b"<guid>1" in new, b"<title>f" in new) == (True, False, True)


def test_where_all_is_new_or_it_is_no_feed_there_is_no_delta() -> None:
    assert delta.since(ATOM.format(entry("c")).encode(), b"") is None
    assert delta.index(b"<html/>") is None
    assert delta.index(b"no mark-up") is None
