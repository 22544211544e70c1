"""What there is to follow at an address, for a person."""

from rich.console import Console
from rich.markup import escape

from feedhub.app.discovery import Added
from feedhub.console import show_entries, stdout
from feedhub.pipeline.finding import Discovery, Finding


def show_discovery(found: Discovery) -> None:
    """Print what there is to follow at an address: how it was found, its items, and the table to configure it."""
    console, best = stdout(), found.best
    console.print(escape(f"{best.settings['kind']}: {best.settings['url']} ({best.how})"), soft_wrap=True)
    console.print(escape(_how_sure(best)), soft_wrap=True)
    console.print()
    show_entries(console, best.preview)
    console.print(f"{best.preview.listed} items listed, {len(best.preview.entries)} shown")
    console.print()
    # A table to copy: as it stands, whatever the width.
    print(best.table)  # noqa: T201
    _show_choices(console, found)


def _how_sure(found: Finding) -> str:
    return f"{found.trust.word} ({found.trust.score:.2f}): {'; '.join(found.trust.reasons)}"


def _show_choices(console: Console, found: Discovery) -> None:
    """Print what else could be meant, and how to choose it."""
    chosen = found.best.settings["url"]
    if len(found.feeds) > 1 or any(feed.url != chosen for feed in found.feeds):
        console.print("feeds that the page names (choose one with --feed, its list with --kind html):")
        for number, feed in enumerate(found.feeds, 1):
            title = f" {feed.title!r}" if feed.title else ""
            about = ", of comments" if feed.comments else ""
            mark = " (this one)" if feed.url == chosen else ""
            console.print(escape(f"  {number}: {feed.url}{title}{about}{mark}"), soft_wrap=True)
    for draft in found.others:
        console.print(escape(f"another list: items = {draft.place!r}, {draft.count} items"), soft_wrap=True)
    for line in found.tried:
        console.print(escape(f"tried: {line}"), soft_wrap=True)


def show_added(added: Added) -> None:
    """Print which source was added, and what else could be meant."""
    console, best = stdout(), added.discovery.best
    line = f"added {best.id}: {best.settings['url']} ({best.how}), written to {added.file}"
    console.print(escape(line), soft_wrap=True)
    console.print(escape(_how_sure(best)), soft_wrap=True)
    _show_choices(console, added.discovery)
