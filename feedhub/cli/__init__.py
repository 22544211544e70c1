"""The commands: arguments in, words and exit codes out; no logic. What a command needs is imported when it runs."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from feedhub import __version__, clock
from feedhub.cli import account
from feedhub.cli.discovery import add, preview
from feedhub.cli.exchange import export_, import_
from feedhub.cli.frame import FAILED, MISUSED, AsJson, chosen_sources, errors, load
from feedhub.cli.verify import verify

if TYPE_CHECKING:
    from feedhub.config import Config, Source

cli = typer.Typer(
    help="Follow publishers, keep every item for good, and republish them as feeds, a site and an archive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.command()(preview)
cli.command()(add)
cli.add_typer(import_, name="import")
cli.add_typer(export_, name="export")
cli.command()(verify)

SourceNames = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these sources.")]
Moment = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        help="Take this moment (UTC) for the present, for scripted publishers.",
        formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"],
    ),
]


def main() -> NoReturn:
    """Run the command that the arguments name, and leave with its exit code."""
    try:
        code = cli(standalone_mode=False, prog_name="feedhub")
    except typer.Abort:
        code = 130
    except BrokenPipeError:
        # Whoever read our output has left: what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except Exception as error:
        show = getattr(error, "show", None)  # click's errors of usage show themselves
        if show is None:
            raise
        show()
        code = MISUSED
    sys.exit(code or 0)


@cli.callback()
def _options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="The configuration; else $FEEDHUB_CONFIG, else config/feedhub.toml."),
    ] = None,
) -> None:
    context.obj = config


@cli.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"feedhub {__version__}")


@cli.command()
def sync(
    context: typer.Context,
    sources: SourceNames = None,
    as_json: AsJson = False,
    due: Annotated[bool, typer.Option("--due", help="Only sources whose interval has passed.")] = False,
    now: Moment = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask, show what would change, and keep nothing.")] = False,
) -> None:
    """Run one pass: fetch, file and publish what is new."""
    with errors():
        from feedhub import app, console

        settings = load(context)
        chosen = chosen_sources(settings, sources)
        ticking = clock.fixed(now.replace(tzinfo=UTC)) if now else clock.now
        if dry_run:
            _rehearse(settings, chosen, ticking, due=due, as_json=as_json)
            return
        with app.workshop(settings, ticking, console.say_waiting) as shop:
            if due:
                chosen = app.due(shop, chosen, ticking())
            with console.progress(len(chosen)) as tell:
                report = app.until_signal(app.run_pass(shop, chosen, ticking, tell))
        if as_json:
            typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            console.show_report(report)
    if report.failed:
        raise typer.Exit(FAILED)


@cli.command()
def daemon(context: typer.Context) -> None:
    """Run the scheduler and the web server in one process, until SIGTERM."""
    with errors():
        from feedhub import console, daemon

        daemon.run(lambda: load(context), clock.now, console.log)


@cli.command()
def serve(context: typer.Context) -> None:
    """Run the web server alone, over what is published."""
    with errors():
        from feedhub import app, console, serve

        config = load(context)
        serve.run(config, app.searching(config), console.log)


@cli.command()
def check(
    context: typer.Context,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the configuration.")] = False,
) -> None:
    """Validate the configuration: every error with file, line and a hint."""
    with errors():
        from feedhub import config

        if schema:
            typer.echo(config.schema(), nl=False)
            return
        settings = load(context)
        count = len(settings.source)
        typer.echo(f"{config.find(context.obj)}: well; {count} source{'' if count == 1 else 's'}")


@cli.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the sources: last and next fetch, health, incidents, what is held back."""
    with errors():
        from feedhub import app, console

        found = app.status(load(context))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False))
        else:
            console.show_status(found, clock.now())


cli.command()(account.history)
cli.command()(account.explain)


@cli.command()
def accept(context: typer.Context, source: Annotated[str, typer.Argument(metavar="SOURCE")]) -> None:
    """Take what a source gives now for what is to be expected of it, at its next fetch."""
    with errors():
        from feedhub import app

        settings = load(context)
        [one] = chosen_sources(settings, [source])
        accepted = app.accept(settings, one)
        said = ", ".join(accepted) or "nothing to accept: it has no incident of a collapse or a gap"
        typer.echo(f"{one.id}: {said}{'; ends at the next fetch' if accepted else ''}")


@cli.command()
def rebuild(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; name the files that would change.")] = False,
) -> None:
    """Render everything again from the database; on unchanged state this changes no byte."""
    with errors():
        from feedhub import app, console
        from feedhub.app import rehearsal
        from feedhub.console.rehearsal import show_documents

        settings = load(context)
        if check:
            with (
                rehearsal.rehearsal(settings, clock.now, console.say_waiting) as rehearsed,
                console.progress(0) as tell,
            ):
                told = app.until_signal(rehearsal.rebuild(rehearsed, tell))
            show_documents(told)
            raise typer.Exit(FAILED if told.total else 0)
        with app.workshop(settings, clock.now, console.say_waiting) as shop, console.progress(0) as tell:
            written = app.until_signal(app.rebuild(shop, tell))
        typer.echo(f"{written} file{'' if written == 1 else 's'} written")


@cli.command()
def demo(
    port: Annotated[
        int | None, typer.Option(help="Port to serve the result on; else 8080, or any that is free.")
    ] = None,
    directory: Annotated[Path | None, typer.Option(help="Where to keep the result; else a temporary place.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Leave after the passes, without serving.")] = False,
) -> None:
    """Start a sample publisher on loopback, sync from it, and serve the result."""
    with errors():
        from feedhub import demo

        demo.run(port, directory, once=once)


def _rehearse(settings: "Config", chosen: list["Source"], ticking: clock.Clock, *, due: bool, as_json: bool) -> None:
    """Show what a pass would do."""
    from feedhub import app, console
    from feedhub.app import rehearsal
    from feedhub.console.rehearsal import show_rehearsed

    with rehearsal.rehearsal(settings, ticking, console.say_waiting) as rehearsed:
        if due:
            chosen = app.due(rehearsed.shop, chosen, ticking())
        with console.progress(len(chosen)) as tell:
            told = app.until_signal(rehearsal.run_pass(rehearsed, chosen, ticking, tell))
    if as_json:
        typer.echo(json.dumps(told.as_json(), ensure_ascii=False))
    else:
        show_rehearsed(told)
    if told.report.failed:
        raise typer.Exit(FAILED)
