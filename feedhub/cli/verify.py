"""The command that holds the state against itself: `verify`."""

import json
from typing import Annotated

import typer

from feedhub import clock
from feedhub.cli.frame import FAILED, AsJson, errors, load


def verify(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what follows from the database.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hold database, archive and public tree against each other, and name what differs."""
    with errors():
        from feedhub import app, console
        from feedhub.app import verify as job
        from feedhub.console.verify import show_findings

        settings = load(context)
        with (
            job.opened(settings, clock.now, console.say_waiting, repair=repair) as shop,
            console.progress(0) as tell,
        ):
            findings = app.until_signal(job.verify(shop, tell, repair=repair))
        if as_json:
            typer.echo(json.dumps(findings.as_json(), ensure_ascii=False))
        else:
            show_findings(findings)
    if findings.remaining:
        raise typer.Exit(FAILED)
