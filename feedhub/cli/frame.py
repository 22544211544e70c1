"""What the commands share: their options, the configuration, and how errors become words and exit codes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from feedhub.errors import ConfigError, FeedhubError

if TYPE_CHECKING:
    from feedhub.config import Config, Source

FAILED, MISUSED = 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout; all else goes to stderr.")]


@contextmanager
def errors() -> Iterator[None]:
    """Turn what ends a command into a sentence on stderr and an exit code."""
    try:
        yield
    except ConfigError as error:
        for complaint in error.complaints:
            typer.echo(str(complaint), err=True)
        raise typer.Exit(MISUSED) from None
    except FeedhubError as error:
        typer.echo(f"feedhub: {error}", err=True)
        raise typer.Exit(getattr(error, "exit_code", FAILED)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def load(context: typer.Context) -> "Config":
    """Return the configuration that the options and the environment name. Raises ConfigError."""
    from feedhub import config

    return config.load(config.find(context.obj))


def load_or_defaults(context: typer.Context) -> "Config":
    """Return the configuration; the defaults where none is named and none is in its usual place.

    Raises ConfigError.
    """
    from feedhub import config

    path = config.find(context.obj)
    usual = context.obj is None and not os.environ.get("FEEDHUB_CONFIG")
    return config.defaults() if usual and not path.exists() else config.load(path)


def chosen_sources(settings: "Config", names: list[str] | None) -> list["Source"]:
    """Return the sources with these names, in the order of the configuration; without names, all."""
    from difflib import get_close_matches

    if not names:
        return list(settings.source)
    known = {source.id for source in settings.source}
    for name in names:
        if name not in known:
            near = get_close_matches(name, sorted(known), 1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(known)) or 'none'}"
            typer.echo(f"feedhub: there is no source {name!r} ({hint})", err=True)
            raise typer.Exit(MISUSED)
    return [source for source in settings.source if source.id in names]
