"""Files and environment → one frozen Config, or every complaint with its file, line and key."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import tomli
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feedhub.config import secrets
from feedhub.config.lines import Path as KeyPath
from feedhub.config.lines import line_of, lines
from feedhub.config.models import Config
from feedhub.config.sources import KINDS, PLUGIN, PluginSource
from feedhub.errors import Complaint, ConfigError

_PREFIX = "FEEDHUB_"
_NO_SETTING = {"FEEDHUB_CONFIG"}
_DEFAULT = Path("config/feedhub.toml")
_KINDS_IN_WORDS = ", ".join(f'"{kind}"' for kind in KINDS[:-1]) + f' or "{KINDS[-1]}"'


@dataclass(slots=True)
class _Document:
    """One file as read: its data, where its keys stand, and at which position its arrays begin in the whole."""

    file: Path
    data: dict[str, Any]
    places: dict[KeyPath, int]
    offsets: dict[str, int] = field(default_factory=dict)


def find(path: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the configuration's path: `path`, else $FEEDHUB_CONFIG, else config/feedhub.toml."""
    return path or (Path(environ["FEEDHUB_CONFIG"]) if environ.get("FEEDHUB_CONFIG") else _DEFAULT)


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration in `path`, the files it includes and the environment.

    Raises ConfigError with every complaint that could be found.
    """
    return _config(list(_read(path, set())), environ)


def defaults(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration of who has written none yet: what the environment says, else the defaults.

    Raises ConfigError.
    """
    return _config([], environ)


def _config(documents: list[_Document], environ: Mapping[str, str]) -> Config:
    merged, complaints = _merge(documents)
    complaints += _override(merged, environ)
    if complaints:
        raise ConfigError(complaints)
    try:
        config = Config.model_validate(merged)
    except ValidationError as error:
        raise ConfigError([_complaint(detail, documents) for detail in error.errors()]) from None
    missing = [_at(place, message, hint, documents) for place, message, hint in secrets.faults(config, environ)]
    if missing:
        raise ConfigError(missing)
    return secrets.fill(config, environ)


def files(path: Path) -> list[Path]:
    """Return `path` and the files that it includes, resolved. Raises ConfigError."""
    return [document.file.resolve() for document in _read(path, set())]


def _read(path: Path, seen: set[Path]) -> Iterable[_Document]:
    """Yield the document in `path`, then those it includes, each once."""
    if path.resolve() in seen:
        return
    seen.add(path.resolve())
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomli.loads(text)
    except FileNotFoundError:
        hint = "name one with --config or FEEDHUB_CONFIG"
        raise ConfigError([Complaint(path, None, "", "there is no such file", hint)]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([Complaint(path, None, "", f"cannot be read: {error}")]) from None
    except tomli.TOMLDecodeError as error:
        raise ConfigError([Complaint(path, error.lineno, "", f"is not valid TOML: {error.msg}")]) from None
    document = _Document(path, data, lines(text))
    yield document
    patterns = data.get("include", [])
    for pattern in patterns if isinstance(patterns, list) else []:
        try:
            found = sorted(path.parent.glob(str(pattern))) if str(pattern) else []
        except (ValueError, NotImplementedError) as error:
            line = line_of(document.places, ("include",))
            raise ConfigError([Complaint(path, line, "include", f"{pattern!r} cannot be used: {error}")]) from None
        if not found and not any(sign in str(pattern) for sign in "*?["):
            line = line_of(document.places, ("include",))
            raise ConfigError([Complaint(path, line, "include", f"there is no file {pattern!r}")])
        for included in found:
            yield from _read(included, seen)


def _merge(documents: list[_Document]) -> tuple[dict[str, Any], list[Complaint]]:
    """Return all documents as one: arrays of tables follow one another, anything else may be set once."""
    merged: dict[str, Any] = {}
    complaints: list[Complaint] = []
    for document in documents:
        for key, value in document.data.items():
            if key == "include":
                merged.setdefault(key, value)
            elif isinstance(value, list) and isinstance(merged.setdefault(key, []), list):
                document.offsets[key] = len(merged[key])
                merged[key] = [*merged[key], *value]
            elif isinstance(value, dict) and isinstance(merged.get(key, {}), dict):
                table = merged.setdefault(key, {})
                for name in value.keys() & table.keys():
                    line = line_of(document.places, (key, name))
                    complaints.append(
                        Complaint(document.file, line, f"{key}.{name}", "is set in two files", "keep one")
                    )
                merged[key] = {**table, **value}
            elif key in merged:
                line = line_of(document.places, (key,))
                complaints.append(Complaint(document.file, line, key, "is set in two files", "keep one"))
            else:
                merged[key] = value
    return merged, complaints


def _override(merged: dict[str, Any], environ: Mapping[str, str]) -> list[Complaint]:
    """Set what FEEDHUB_TABLE__KEY variables say, their values read as TOML where they are TOML, else as text."""
    complaints = []
    for variable in sorted(environ):
        if not variable.startswith(_PREFIX) or variable in _NO_SETTING:
            continue
        keys = variable.removeprefix(_PREFIX).lower().split("__")
        model = Config.model_fields.get(keys[0])
        inner = model.annotation if model else None
        if len(keys) != 2 or not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            hint = "settings are written FEEDHUB_TABLE__KEY, like FEEDHUB_STATE__DATABASE"
            complaints.append(Complaint(None, None, variable, "names no setting", hint))
        elif keys[1] not in inner.model_fields:
            complaints.append(Complaint(None, None, variable, "names no setting", _nearest(keys[1], inner)))
        else:
            text = environ[variable]
            value = text if inner.model_fields[keys[1]].annotation is str else _literal(text)
            table = merged.get(keys[0])
            merged[keys[0]] = {**(table if isinstance(table, dict) else {}), keys[1]: value}
    return complaints


def _literal(text: str) -> Any:
    try:
        return tomli.loads(f"x = {text}")["x"]
    except tomli.TOMLDecodeError:
        return text


def _complaint(error: ErrorDetails, documents: list[_Document]) -> Complaint:
    """Return one of pydantic's errors in the words and at the place of the user's file."""
    top, inner = error["loc"][:1], error["loc"][1:]  # the table [[feed]] is called as a kind is
    path: KeyPath = (*top, *(part for part in inner if part not in (*KINDS, PLUGIN) or _is_key(error, part)))
    complaint = _at(path, *_words(error, path), documents)
    if complaint.line is None and len(path) > 1 and f"{_PREFIX}{path[0]}__{path[1]}".upper() in os.environ:
        return replace(complaint, file=None)
    return complaint


def _at(path: KeyPath, message: str, hint: str, documents: list[_Document]) -> Complaint:
    """Return a complaint about what stands at `path`."""
    document, local = _place(path, documents)
    line = line_of(document.places, local) if document else None
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    return Complaint(document.file if document else None, line, key, message, hint)


def _is_key(error: ErrorDetails, part: object) -> bool:
    """Whether `part` of an error's place is a key that was written, not the kind that pydantic put there."""
    return error["type"] == "extra_forbidden" and error["loc"][-1] == part


def _place(path: KeyPath, documents: list[_Document]) -> tuple[_Document | None, KeyPath]:
    """Return the document in which `path` stands, and its path there."""
    if len(path) > 1 and isinstance(path[0], str) and isinstance(path[1], int):
        for document in reversed(documents):
            offset = document.offsets.get(path[0])
            if offset is not None and path[1] >= offset:
                return document, (path[0], path[1] - offset, *path[2:])
    for document in documents:
        for end in range(len(path), 1, -1):
            if path[:end] in document.places:
                return document, path
    return (documents[0] if documents else None), path


def _words(error: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    match error["type"]:
        case "extra_forbidden":
            model = _model_at(error["loc"][:-1])
            return "unknown key", _nearest(str(path[-1]), model) if model else ""
        case "missing":
            return "is missing", ""
        case "union_tag_not_found":
            return "has no kind", f"add kind = {_KINDS_IN_WORDS}"
        case "value_error":
            return str(error["ctx"]["error"]), ""
    message = error["msg"]
    given = "" if "headers" in path else f"it is {error['input']!r}"[:80]
    return message[:1].lower() + message[1:], given


def _model_at(loc: Iterable[str | int]) -> type[BaseModel] | None:
    """Return the model of the table at `loc`, as pydantic names the place."""
    model: type[BaseModel] | None = Config
    for part in loc:
        if isinstance(part, int) or model is None:
            continue
        if part in model.model_fields:
            candidates = list(_models(model.model_fields[part].annotation))
            model = candidates[0] if len(candidates) == 1 else None
            if len(candidates) > 1 and part == "source":
                model = _Kinds
        elif model is _Kinds:
            model = next(
                kind
                for kind in _models(Config.model_fields["source"].annotation)
                if part in get_args(kind.model_fields["kind"].annotation) or (part, kind) == (PLUGIN, PluginSource)
            )
    return model


class _Kinds(BaseModel):
    """Stands for a source whose kind comes next in the place of an error."""


def _models(annotation: Any) -> Iterable[type[BaseModel]]:
    """Yield the models that a type names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        for inner in get_args(annotation):
            yield from _models(inner)


def _nearest(name: str, model: type[BaseModel]) -> str:
    """Return a hint with the known key that is nearest to `name`, or with all of them."""
    keys = [field.alias or key for key, field in model.model_fields.items() if not key.startswith("_")]
    near = get_close_matches(name, keys, 1, 0.5)
    return f"did you mean {near[0]}?" if near else f"known here: {', '.join(sorted(keys))}"
