"""What the commands share: their options, the configuration, and how errors become words and exit codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from feedhub.errors import ConfigError, FeedhubError

if TYPE_CHECKING:
    from feedhub.config import Config

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
