"""`${NAME}` in headers → the value of the environment, filled in last, so that no message can show it. Pure."""

import re
from collections.abc import Iterator, Mapping

from pydantic import SecretStr

from feedhub.config.models import Config
from feedhub.config.sources import AnySource

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_WRITABLE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")

Fault = tuple[tuple[str | int, ...], str, str]


def faults(config: Config, environ: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the place of each header that cannot be filled, what is wrong with it, and what to do."""
    for number, source in enumerate(config.source):
        for header, text in source.headers.items():
            place = ("source", number, "headers", header)
            names = [name for name in _VARIABLE.findall(text.get_secret_value()) if not environ.get(name)]
            if names:
                yield place, f"the environment has no {names[0]}", f"set the variable {names[0]}"
            elif not _WRITABLE.fullmatch(_filled(text, environ).get_secret_value()):
                yield place, "has a line break or another character that a header cannot have", ""


def fill(config: Config, environ: Mapping[str, str]) -> Config:
    """Return `config` with every header filled; it has no faults."""
    if not any(source.headers for source in config.source):
        return config
    return config.model_copy(update={"source": tuple(_with_headers(source, environ) for source in config.source)})


def _with_headers(source: AnySource, environ: Mapping[str, str]) -> AnySource:
    filled = {header: _filled(text, environ) for header, text in source.headers.items()}
    return source.model_copy(update={"headers": filled}) if filled else source


def _filled(text: SecretStr, environ: Mapping[str, str]) -> SecretStr:
    # What stands around a variable's value in a file (`$(cat token)`) is seldom meant.
    return SecretStr(_VARIABLE.sub(lambda found: environ.get(found[1], "").strip(), text.get_secret_value()))
