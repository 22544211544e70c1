"""The documentation says what is there: every command, option and key; links lead somewhere, examples load."""

import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import tomli
import typer
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from feedhub import config
from feedhub.cli import cli
from feedhub.config import Config, Detail, Fields, FixedCategory, FullText, ItemRule, Pages, Rule

ROOT = Path(__file__).parent.parent
NOT_OURS = {"state", "build", "dist", "node_modules", "results"}
TEXT = {".cfg", ".css", ".html", ".ini", ".json", ".mako", ".md", ".py", ".rng", ".toml", ".txt", ".yaml", ".yml"}
COMMAND: Any = typer.main.get_command(cli)
COMMANDS: dict[str, Any] = {
    f"{group} {name}" if inner else group: command
    for group, outer in COMMAND.commands.items()
    for inner in [getattr(outer, "commands", {})]
    for name, command in (inner or {"": outer}).items()
}


def _files() -> Iterator[Path]:
    """Yield the project's own files: what a checkout holds, and nothing that was made in it."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = any(part in NOT_OURS or part.endswith(".egg-info") or part == "__pycache__" for part in parts[:-1])
        hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        if path.is_file() and not made and not hidden:
            yield path


PAGES = [path for path in _files() if path.suffix == ".md" and "templates" not in path.parts]


def _page_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language, without the indent of a list they may stand in."""
    fenced = re.findall(r"^([ ]*)```(\w*)\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [
        "\n".join(line.removeprefix(indent) for line in body.splitlines())
        for indent, name, body in fenced
        if name == language
    ]


# ---- commands


def _section(command: str) -> str:
    found = re.search(rf"^## `{command}`\n(.*?)(?=^## |\Z)", _read("docs/reference/commands.md"), re.M | re.S)

    assert found, f"docs/reference/commands.md has no section for {command}"

    return found[1]


def _options(command: str) -> list[str]:
    return [name for option in COMMANDS[command].params for name in option.opts if name.startswith("--")]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command: str) -> None:
    section = _section(command)

    assert [option for option in _options(command) if f"`{option}`" not in section] == []


def test_no_command_or_option_is_documented_that_is_not_there() -> None:
    documented = re.findall(r"^## `(.+)`$", _read("docs/reference/commands.md"), re.M)
    options = {name: re.findall(r"^\| `(--[\w-]+)`", _section(name), re.M) for name in documented}

    assert sorted(documented) == sorted(COMMANDS)
    assert {name: sorted(found) for name, found in options.items()} == {
        name: sorted(_options(name)) for name in documented
    }


def test_the_options_before_the_command_are_documented() -> None:
    page = _read("docs/reference/commands.md")

    assert [name for option in COMMAND.params for name in option.opts if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=_page_name)
def test_every_command_that_is_shown_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = [line for language in ("sh", "") for block in _blocks(text, language) for line in block.splitlines()]
    shown = [
        match[1] for line in lines if (match := re.search(r"(?:^|[ /])feedhub ((?:--config \S+ )?[a-z][^>|&]*)", line))
    ]
    for words in (shlex.split(text, comments=True) for text in shown if "COMMAND" not in text):
        words = words[2:] if words[0] == "--config" else words
        name = " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]
        rest = words[len(name.split()) :]

        assert name in COMMANDS, f"{page.name} shows feedhub {name}"
        assert [one for one in rest if one.startswith("--") and one not in _options(name)] == []


# ---- the configuration


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        for inner in get_args(annotation):
            yield from _models(inner)


def _keys(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the path of every key, and what the models say of it."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        inner = [one for one in _models(field.annotation) if one is not Rule]
        nested = {Fields, Detail, FixedCategory, FullText, ItemRule, Pages} & set(inner)
        if prefix == "source." or not inner or ItemRule in nested:
            yield path, field
        for one in inner:
            # A detail's fields are those of a list.
            if one not in nested or prefix == "source.":
                yield from _keys(one, f"{path}.")


def _default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "required"
    if value is None or isinstance(value, BaseModel):
        return "none"
    if isinstance(value, timedelta):
        return f'`"{config.write_duration(value)}"`'
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, bool | dict):
        return f"`{value}`".lower()
    return f"`{value:_}`" if isinstance(value, int | float) else f"`{list(value)}`"


KEYS = {
    **dict(_keys(Config, "")),
    "source.detail.fields": Detail.model_fields["fields"],
    **dict(_keys(Rule, "source.fields.NAME.")),
}
ROW = re.compile(r"^\| `([\w.]+)` \| [^|]+ \| ([^|]+) \| .+ \|$", re.M)


def test_every_key_of_the_configuration_is_documented_with_its_default() -> None:
    documented = dict(ROW.findall(_read("docs/reference/config.md")))
    expected = {path: _default(field) for path, field in KEYS.items()}

    assert documented == expected


def test_the_walk_over_the_models_finds_keys_at_every_depth() -> None:
    wanted = {"include", "hub.title", "source.id", "source.items", "source.fields.id", "source.detail.url"}

    assert {*wanted, "source.category.slug", "source.fields.NAME.match"} <= set(KEYS)


@pytest.mark.parametrize("page", PAGES, ids=_page_name)
def test_every_configuration_that_is_shown_loads(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "feedhub-example" in page.read_text(encoding="utf-8") and "source.settings" in page.read_text(encoding="utf-8"):
        monkeypatch.syspath_prepend(request.getfixturevalue("example"))
    for number, block in enumerate(_blocks(page.read_text(encoding="utf-8"), "toml")):
        tomli.loads(block)
        if "[[source]]" in block or "[[feed]]" in block:
            path = tmp_path / f"{number}.toml"
            path.write_text(block, encoding="utf-8")

            loaded = config.load(path, {})
            assert loaded.source or loaded.feed


# ---- the pages themselves


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_page_name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^[ ]*```.*?^[ ]*```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page

        assert file.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in _anchors(file), f"{page.name} links to {target}"


def test_the_readme_shows_the_two_commands_each_in_a_block() -> None:
    blocks = [block.strip() for block in _blocks(_read("README.md"), "sh")]

    assert blocks[:2] == ["make demo", "make check"]


def test_the_changelog_has_what_is_not_released_yet() -> None:
    unreleased = re.search(r"^## \[?Unreleased\]?\n(.*?)(?=^## |\Z)", _read("CHANGELOG.md"), re.M | re.S)
    kinds = "Added|Changed|Deprecated|Removed|Fixed|Security"

    assert unreleased
    assert re.search(rf"^### (?:{kinds})\n+- ", unreleased[1], re.M)


def test_every_page_is_reached_from_the_index() -> None:
    index = _read("docs/README.md")
    pages = [str(path.relative_to(ROOT / "docs")) for path in PAGES if path.is_relative_to(ROOT / "docs")]

    assert [name for name in pages if name != "README.md" and f"({name})" not in index] == []


def test_no_file_names_a_place_on_one_machine() -> None:
    places = re.compile(r"(?<![\w.>/-])/(?:" + "|".join(("work", "root", "Users", r"home/\w+")) + r")/")
    texts = [path for path in _files() if path.suffix in TEXT or not path.suffix]

    assert [_page_name(path) for path in texts if places.search(path.read_text("utf-8", "replace"))] == []


# ---- the container


def test_the_compose_file_and_the_image_agree() -> None:
    hub = yaml.safe_load(_read("docker-compose.yml"))["services"]["hub"]
    image = _read("Dockerfile")

    assert {volume.split(":")[1] for volume in hub["volumes"]} == set(re.findall(r'"(/app/\w+)"', image))
    assert hub["read_only"] and hub["cap_drop"] == ["ALL"] and hub["security_opt"] == ["no-new-privileges:true"]
    assert "EXPOSE 8080" in image and hub["ports"] == ["127.0.0.1:8080:8080"]
    assert re.search(r"^USER (?!root)", image, re.M)


def test_the_image_is_built_of_all_that_it_copies() -> None:
    let_in = {line.removeprefix("!") for line in _read(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+)$", _read("Dockerfile"), re.M) for name in line.split()[:-1]
    }

    assert copied == let_in
