"""A plug-in of feedhub: the releases of a CHANGELOG.md as items, and the text of pages that mark where it is."""

import re
from html import escape

from feedhub.plugin import Item, Kind, Listing, ParseError, Response, Settings

_RELEASE = re.compile(r"^## \[?([^\]\s]+)\]?(?:\s*[-(]\s*(\d{4}-\d\d-\d\d)\)?)?[^\n]*\n(.*?)(?=^## |\Z)", re.M | re.S)
_TEXT = re.compile(r"<!-- text -->(.*?)<!-- /text -->", re.DOTALL)


class Changelog(Settings):
    """What a source of this kind is set by."""

    project: str
    unreleased: bool = False  # whether what is not released yet is an item too


def releases(settings: Changelog, response: Response) -> Listing:
    """Return the releases in a changelog, in its order: each has a version, mostly a date, and what changed."""
    found = _RELEASE.findall(response.body.decode("utf-8", "replace"))
    if not found:
        raise ParseError(response.url, "is no changelog: it has no heading like '## 1.2.0 - 2022-05-20'")
    items = [
        Item(
            {
                "id": f"{response.url}#{version}",
                "title": f"{settings.project} {version}",
                "link": response.url,
                "published": day,
                "content": f"<pre>{escape(changes.strip())}</pre>",
                "version": version,
            },
            place=f"release {version}",
        )
        for version, day, changes in found
        if settings.unreleased or version.lower() != "unreleased"
    ]
    return Listing(tuple(items), title=f"{settings.project}: releases")


changelog = Kind(releases, settings=Changelog, fields=("version",))


def marked(html: str, url: str) -> str:
    """Return what stands between the marks that some publishers set around their text."""
    found = _TEXT.search(html)
    if not found:
        raise ParseError(url, "has no marks around its text")
    return found[1]
