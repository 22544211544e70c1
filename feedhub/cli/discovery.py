"""The commands about what could be followed: `preview` and `add`."""

import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from feedhub import clock
from feedhub.cli.frame import MISUSED, AsJson, chosen_sources, errors, load, load_or_defaults

if TYPE_CHECKING:
    from feedhub.config import Config

_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}\.?(?::\d+)?(?:[/?#]\S*)?|(?:\d+\.){3}\d+(?::\d+)?(?:[/?#]\S*)?")


class Kind(StrEnum):
    """What may be wished of a page."""

    FEED = "feed"
    HTML = "html"


Feed = Annotated[int | None, typer.Option("--feed", metavar="N", min=1, help="Which of the feeds that a page names.")]
Only = Annotated[Kind | None, typer.Option("--kind", help="Only a feed, or only the list in the page.")]


def preview(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE|URL", help="A source, or any address.")],
    as_json: AsJson = False,
    feed: Feed = None,
    kind: Only = None,
) -> None:
    """Show what would be extracted from a source, or what there is to follow at an address. Writes nothing."""
    with errors():
        from feedhub import app, console
        from feedhub.app import discovery
        from feedhub.console.discovery import show_discovery
        from feedhub.pipeline.finding import Wish

        settings = load_or_defaults(context) if _is_address(source) else load(context)
        if not _is_url(source, settings):
            _refuse_choices(feed, kind)
            [chosen] = chosen_sources(settings, [source])
            shown = app.until_signal(app.preview(settings, chosen, clock.now))
            if as_json:
                typer.echo(json.dumps({"source": chosen.id, **shown.as_json()}, ensure_ascii=False))
            else:
                console.show_preview(shown)
            return
        wish = Wish(_whole(source), feed, kind)
        found = app.until_signal(discovery.look(settings, wish, clock.now))
        if as_json:
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
        else:
            show_discovery(found)


def add(  # noqa: PLR0913, PLR0917 - a command has an argument for each of its options
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of a page, a feed or a list.")],
    name: Annotated[str | None, typer.Option("--id", help="Id of the source; else made from its title.")] = None,
    category: Annotated[str | None, typer.Option("--category", help="Category of its entries.")] = None,
    feed: Feed = None,
    kind: Only = None,
    force: Annotated[bool, typer.Option("--force", help="Add it even if it is a guess.")] = False,
    as_json: AsJson = False,
) -> None:
    """Follow what there is at an address: add it to the configured sources."""
    with errors():
        from feedhub import app, config
        from feedhub.app import discovery
        from feedhub.console.discovery import show_added
        from feedhub.pipeline.finding import Wish

        settings = load(context)
        wish = Wish(_whole(url), feed, kind, name, category)
        job = discovery.add(settings, config.find(context.obj), wish, clock.now, force=force)
        added = app.until_signal(job)
        if as_json:
            typer.echo(json.dumps(added.as_json(), ensure_ascii=False))
        else:
            show_added(added)
        if added.hint:
            typer.echo(f"feedhub: {added.file} is not part of the configuration yet: {added.hint}", err=True)


def _is_address(text: str) -> bool:
    """Whether `text` is written as an address: with a scheme, or as a host with a dot."""
    return "://" in text or bool(_HOST.fullmatch(text))


def _is_url(text: str, settings: "Config") -> bool:
    """Whether `text` means an address: an id may have dots too, and a source goes first."""
    return "://" in text or (_is_address(text) and all(source.id != text for source in settings.source))


def _whole(url: str) -> str:
    return url if "://" in url else f"https://{url}"


def _refuse_choices(feed: int | None, kind: Kind | None) -> None:
    if feed is not None or kind is not None:
        typer.echo("feedhub: --feed and --kind are for an address; a source says itself what it is", err=True)
        raise typer.Exit(MISUSED)
