"""The commands from and to elsewhere: `import` and `export`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from feedhub import clock
from feedhub.cli.frame import AsJson, errors, load

import_ = typer.Typer(help="Take in what is elsewhere: a list of feeds, or the posts of a site.", no_args_is_help=True)
export_ = typer.Typer(help="Give out what is here, for other programs.", no_args_is_help=True)


@import_.command("opml")
def import_opml(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The OPML file.")],
    as_json: AsJson = False,
) -> None:
    """Add the feeds of an OPML file to the configured sources."""
    with errors():
        from feedhub import config, console
        from feedhub.app import exchange

        report = exchange.import_opml(load(context), config.find(context.obj), file)
        if as_json:
            typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            console.show_outlines(report)
        if report.hint:
            typer.echo(f"feedhub: {report.file} is not part of the configuration yet: {report.hint}", err=True)


@import_.command("jekyll")
def import_jekyll(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The site's directory, or its _posts.")],
    as_json: AsJson = False,
    no_publish: Annotated[bool, typer.Option("--no-publish", help="Store only; the next pass publishes.")] = False,
) -> None:
    """Take in the posts of a Jekyll site as history: their ids, dates and addresses stay."""
    with errors():
        from feedhub import app, console
        from feedhub.app import exchange
        from feedhub.exchange import tree

        settings = load(context)
        found = tree.posts(directory)
        with app.workshop(settings, clock.now, console.say_waiting) as shop, console.progress(0) as tell:
            job = exchange.import_jekyll(shop, found, clock.now, tell, publishing=not no_publish)
            report = app.until_signal(job)
        if as_json:
            typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            console.show_history(report)


@export_.command("opml")
def export_opml(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to write it; else to stdout.")] = None,
) -> None:
    """Give out the configured sources of kind feed as an OPML file."""
    with errors():
        from feedhub import output
        from feedhub.app import exchange

        document, others = exchange.export_opml(load(context))
        if file:
            output.write_file(file, document)
        else:
            sys.stdout.buffer.write(document)
        if others:
            counted = f"{others} source{' is' if others == 1 else 's are'}"
            typer.echo(f"feedhub: {counted} no feed and left out: OPML lists feeds", err=True)
