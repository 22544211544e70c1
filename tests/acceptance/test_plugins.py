"""Plug-ins, really installed: the example, one that is broken in every way, and one that is not there."""

import os
from pathlib import Path

import pytest

from tests.hub import HEAD, Hub
from tests.plugins import install, package
from tests.publisher import Publisher

CHANGELOG = """# Changelog

## [Unreleased]

- Not yet.

## [1.1.0] - 2022-05-20

- Reads <more>.

## 1.0.0 (2022-04-01)

- First.
"""
BROKEN = """
from feedhub.plugin import Item, Kind, Listing

def raises(settings, response):
    return {}["nothing"]

def leaves(settings, response):
    raise SystemExit(3)

def wrong(settings, response):
    return [1, 2]

def number(settings, response):
    return Listing((Item({"id": 7}, "first"),))

def listed(settings, response):
    return Listing((Item({"id": "urn:1", "title": "One", "detail": response.url + "?1"}, "first"),))

detailed = Kind(listed, detail=lambda settings, response, item: Item({"content": response.body.decode()}, "detail"))
"""
POINTS = """[project.entry-points."feedhub.sources"]
raises = "broken_plugin:raises"
leaves = "broken_plugin:leaves"
wrong = "broken_plugin:wrong"
number = "broken_plugin:number"
detailed = "broken_plugin:detailed"
missing = "broken_plugin:nothing"
absent = "no_such_module:nothing"
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plug-in that is broken in every way."""
    directory = tmp_path_factory.mktemp("broken")
    return install(package(directory / "package", "broken_plugin", BROKEN, POINTS), directory)


def with_plugins(hub: Hub, *sites: Path) -> None:
    """Let the command find what is installed there."""
    hub.environ["PYTHONPATH"] = os.pathsep.join([*map(str, sites), os.environ.get("PYTHONPATH", ""), str(Path.cwd())])


def source(publisher: Publisher, kind: str, more: str = "") -> str:
    """Return a source of a kind, as configuration."""
    return f'[[source]]\nid = "{kind}"\nkind = "{kind}"\nurl = "{publisher.address}/{kind}"\n{more}'


def test_the_example_gives_a_kind_of_source(hub: Hub, publisher: Publisher, example: Path) -> None:
    with_plugins(hub, example)
    publisher.says("/changelog", CHANGELOG)
    hub.configure(HEAD + source(publisher, "changelog", 'tags = ["{version}"]\nsettings = { project = "feedhub" }\n'))

    first, second = hub.sync(), hub.sync()

    assert first.source("changelog") | {"notes": []} == {
        "listed": 2, "new": 2, "updated": 0, "unchanged": 0, "duplicates": 0, "dropped": 0, "quarantined": 0,
        "failed": 0, "withdrawn": 0, "error": None, "skipped": None, "notes": [],
    }  # fmt: skip
    assert second.source("changelog")["unchanged"] == 2
    text = hub.posts()[1].read_text(encoding="utf-8")
    assert 'title: "feedhub 1.1.0"' in text
    assert "<pre>- Reads &lt;more&gt;.</pre>" in text


def test_settings_of_a_plugin_that_change_read_the_list_anew(hub: Hub, publisher: Publisher, example: Path) -> None:
    with_plugins(hub, example)
    publisher.says("/changelog", CHANGELOG)
    for more in ("", ", unreleased = true"):
        settings = f'settings = {{ project = "feedhub"{more} }}\n'
        hub.configure(HEAD + source(publisher, "changelog", settings))
        report = hub.sync().source("changelog")

    assert (report["listed"], report["new"]) == (3, 1)


def test_the_example_gives_an_extractor(hub: Hub, publisher: Publisher, example: Path) -> None:
    with_plugins(hub, example)
    publisher.says("/html", "<div class=i><a href='/1'>One</a></div>")
    publisher.says("/1", "<p>menu</p><!-- text --><p>The text</p><img data-src='a.png'><!-- /text --><p>end</p>")
    fields = 'items = "div.i"\n[source.fields]\ntitle = "a"\nlink = "a@href"\n[source.detail]\nextractor = "marked"\n'
    hub.configure(HEAD + source(publisher, "html", fields))

    result = hub.sync()

    text = hub.posts()[0].read_text(encoding="utf-8")
    assert result.code == 0
    assert "<p>The text</p>" in text
    assert f'src="{publisher.address}/a.png"' in text
    assert "menu" not in text


def test_a_plugin_that_fails_is_a_fault_of_its_source_and_stops_no_other(
    hub: Hub, publisher: Publisher, broken: Path
) -> None:
    with_plugins(hub, broken)
    kinds = ("raises", "leaves", "wrong", "number")
    for kind in (*kinds, "detailed"):
        publisher.says(f"/{kind}", "x")
    publisher.says("/detailed?1", "<p>Its detail</p>")
    hub.configure(HEAD + "".join(source(publisher, kind) for kind in (*kinds, "detailed")))

    result = hub.sync()

    errors = {kind: result.source(kind)["error"] for kind in kinds}
    assert result.code == 1
    assert "plug-in 'raises' failed: KeyError: 'nothing' (" in errors["raises"]
    assert "broken_plugin.py, line 5, in raises)" in errors["raises"]
    assert "plug-in 'leaves' failed: SystemExit: 3" in errors["leaves"]
    assert "the plug-in 'wrong' gave list, not a Listing" in errors["wrong"]
    assert "the plug-in 'number' gave the field 'id' as int, not as text" in errors["number"]
    assert result.source("detailed")["new"] == 1
    assert "<p>Its detail</p>" in hub.posts()[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("chanelog", "unknown kind 'chanelog': did you mean 'changelog'? (a plug-in for it has the entry point "
         "'chanelog' in the group feedhub.sources)"),
        ("xyzzy", "unknown kind 'xyzzy': there are json, html, feed, sitemap, "),
        ("absent", "the plug-in 'absent' of broken_plugin 2.1 cannot be loaded: ModuleNotFoundError: No module named"),
        ("missing", "the plug-in 'missing' of broken_plugin 2.1 cannot be loaded: AttributeError"),
    ],
)  # fmt: skip
def test_check_says_what_is_wrong_with_a_kind(
    hub: Hub, publisher: Publisher, broken: Path, example: Path, kind: str, said: str
) -> None:
    with_plugins(hub, broken, example)
    hub.configure(source(publisher, kind))

    result = hub.run("check")

    assert result.code == 2
    assert f"feedhub.toml:3: source.1.kind: {said}" in result.stderr.replace("broken-plugin", "broken_plugin")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('projekt = "x"', ":6: source.1.settings.projekt: unknown key (did you mean project?)"),
        ("", ":5: source.1.settings.project: is missing"),
        ('project = "x"\nunreleased = "perhaps"', ":7: source.1.settings.unreleased: input should be a valid boolean"),
        ('project = "x"\n[[source.rule]]\ndrop = "versoin"\nis = ""', "there is no field 'versoin': did you mean"),
    ],
)
def test_check_says_what_is_wrong_with_settings(
    hub: Hub, publisher: Publisher, example: Path, settings: str, said: str
) -> None:
    with_plugins(hub, example)
    hub.configure(source(publisher, "changelog", f"[source.settings]\n{settings}\n"))

    assert said in hub.run("check").stderr


def test_an_extractor_that_is_not_installed_is_named(hub: Hub, publisher: Publisher) -> None:
    hub.configure(source(publisher, "sitemap", '[source.detail]\nextractor = "nobody"\n'))

    assert "unknown extractor 'nobody': none is installed" in hub.run("check").stderr
