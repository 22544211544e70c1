"""The commands that tell of one entry: `history` and `explain`."""

import json
from typing import Annotated

import typer

from feedhub.cli.frame import AsJson, errors, load

Asked = Annotated[
    str, typer.Argument(metavar="ID", help="The publisher's id, the file name, the id in a feed, or an address.")
]


def history(context: typer.Context, asked: Asked, as_json: AsJson = False) -> None:
    """Show the versions of an entry, and what each of them changed."""
    with errors():
        from feedhub.app import account
        from feedhub.console.account import show_versions

        versions = account.history(load(context), asked)
        if as_json:
            typer.echo(json.dumps(versions.as_json(), ensure_ascii=False))
        else:
            show_versions(versions)


def explain(context: typer.Context, asked: Asked, as_json: AsJson = False) -> None:
    """Show how an entry came to be as it is: what saw it, under which id, which date, which edits, which files."""
    with errors():
        from feedhub.app import account
        from feedhub.console.account import show_facts

        facts = account.explain(load(context), asked)
        if as_json:
            typer.echo(json.dumps([fact.as_json() for fact in facts], ensure_ascii=False))
        else:
            show_facts(facts)
