"""`${NAME}` in headers and tokens → the value of the environment, filled in last: no message can show it. Pure."""

import re
from collections.abc import Iterator, Mapping

from pydantic import SecretStr

from feedhub.config.models import Config, Private
from feedhub.config.sources import AnySource

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_WRITABLE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")

LEAST_TOKEN = 16
"""Characters of a token: fewer can be tried out."""

Fault = tuple[tuple[str | int, ...], str, str]


def faults(config: Config, environ: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the place of each header or token that cannot be filled, what is wrong with it, and what to do."""
    for number, source in enumerate(config.source):
        for header, text in source.headers.items():
            place: tuple[str | int, ...] = ("source", number, "headers", header)
            if (missing := _missing(text, environ)) is not None:
                yield place, f"the environment has no {missing}", f"set the variable {missing}"
            elif not _WRITABLE.fullmatch(_filled(text, environ).get_secret_value()):
                yield place, "has a line break or another character that a header cannot have", ""
    for number, private in enumerate(config.serve.private):
        for position, text in enumerate(private.tokens):
            place = ("serve", "private", number, "tokens", position)
            if (missing := _missing(text, environ)) is not None:
                yield place, f"the environment has no {missing}", f"set the variable {missing}"
            elif len(_filled(text, environ).get_secret_value()) < LEAST_TOKEN:
                yield place, f"is shorter than {LEAST_TOKEN} characters", "make one with: openssl rand -hex 16"


def fill(config: Config, environ: Mapping[str, str]) -> Config:
    """Return `config` with every header and token filled; it has no faults."""
    if not any(source.headers for source in config.source) and not config.serve.private:
        return config
    private = tuple(_with_tokens(one, environ) for one in config.serve.private)
    serve = config.serve.model_copy(update={"private": private})
    sources = tuple(_with_headers(source, environ) for source in config.source)
    return config.model_copy(update={"source": sources, "serve": serve})


def _with_tokens(private: Private, environ: Mapping[str, str]) -> Private:
    return private.model_copy(update={"tokens": tuple(_filled(token, environ) for token in private.tokens)})


def _with_headers(source: AnySource, environ: Mapping[str, str]) -> AnySource:
    filled = {header: _filled(text, environ) for header, text in source.headers.items()}
    return source.model_copy(update={"headers": filled}) if filled else source


def _missing(text: SecretStr, environ: Mapping[str, str]) -> str | None:
    """Return the first variable that the environment does not have."""
    return next((name for name in _VARIABLE.findall(text.get_secret_value()) if not environ.get(name)), None)


def _filled(text: SecretStr, environ: Mapping[str, str]) -> SecretStr:
    # What stands around a variable's value in a file (`$(cat token)`) is seldom meant.
    return SecretStr(_VARIABLE.sub(lambda found: environ.get(found[1], "").strip(), text.get_secret_value()))
