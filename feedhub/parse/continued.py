"""Where an article goes on: the address of its next page, known from other links by its form. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from bs4 import Tag

from feedhub.config import css
from feedhub.parse.soup import Page, joined

_NEXT = re.compile(
    r"(?:>+|[›»→]\s*)?(?:下一?页|后一?页|下一頁|余下全文|next(?: page)?|continue(?: reading)?|weiter|page suivante|"
    r"suivant|página siguiente)\s*(?:\(?\d*\)?)?(?:\s*[›»→>]+)?",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"(?:[_-]|/(?=\d+/?$)|/(?:page/?|seite-))(?P<number>\d{1,3})(?=(?:\.\w{3,5})?/?$)", re.IGNORECASE)
_IN_QUERY = re.compile(
    r"(?<![^&])(?:page|pageno|pagenum|page_?id|pn|p|paged|pg|seite)=(?P<number>\d{1,3})(?=&|$)", re.IGNORECASE
)
_HIGHEST = 200


def following(page: Page, url: str, path: str | None = None, *, first: bool = True) -> str:
    """Return the address of the next page of the article at `url`; nothing where it has none.

    Where `path` selects the link, it is that one's, of the same origin. Else a link leads there if its address differs
    from the page's own in the number of a page alone, one more than this one's, and it says that number, or that it is
    the next: `rel=next` alone is also said of the next article. The `first` page has no number, or 0 or 1.
    """
    if path:
        asked = css.split(path)
        chosen = page.tree.select_one(asked.selector)
        return _within(url, joined(page.base, str(chosen.get(asked.attribute or "href") or ""))) if chosen else ""
    for link in page.tree.find_all(["a", "link"], href=True):
        address = _within(url, joined(page.base, str(link["href"])))
        if address and _says_next(link, address) and _goes_on(url, address, first=first):
            return address
    return ""


def _within(url: str, address: str) -> str:
    """Return `address` without its fragment if it is another document of the same origin as `url`, else nothing."""
    try:
        address = urldefrag(address).url
        same = urlsplit(address)[:2] == urlsplit(url)[:2]
    except ValueError:
        return ""
    return address if same and address != urldefrag(url).url else ""


def _says_next(link: Tag, address: str) -> bool:
    if re.search(r"'next'|^next$", str(link.get("rel"))):
        return True
    said = " ".join(link.get_text(" ").split()).strip("[]【】<>《》 ")
    return bool(_NEXT.fullmatch(said)) or (said.isdigit() and any(number == int(said) for _, number in _forms(address)))


def _goes_on(url: str, address: str, *, first: bool) -> bool:
    here = {stem: number for stem, number in _forms(url) if not first or number <= 1} | {_bare(url): 0}
    for stem, number in _forms(address):
        now = here.get(stem)
        if now is not None and (number == now + 1 or (now == 0 and number == 2)):
            return True
    return False


def _forms(address: str) -> Iterator[tuple[str, int]]:
    """Yield what an address is without the number of a page, and that number, for each way of reading it so."""
    parts = urlsplit(urldefrag(address).url)
    for found in _IN_QUERY.finditer(parts.query):
        rest = (parts.query[: found.start()].rstrip("&"), parts.query[found.end() :].lstrip("&"))
        yield _stem(parts.path, "&".join(filter(None, rest))), int(found["number"])
    found_in_path = _IN_PATH.search(parts.path)
    if found_in_path and int(found_in_path["number"]) <= _HIGHEST:
        path = parts.path[: found_in_path.start()] + parts.path[found_in_path.end() :]
        yield _stem(path, parts.query), int(found_in_path["number"])


def _bare(address: str) -> str:
    parts = urlsplit(urldefrag(address).url)
    return _stem(parts.path, parts.query)


def _stem(path: str, query: str) -> str:
    return f"{path.rstrip('/')}?{query}"
