"""Publishers whose pages are built by scripts, as a user follows them, with a real Chromium."""

import shutil
import sys
from pathlib import Path

import pytest

from feedhub import config
from feedhub.errors import ConfigError
from tests.hub import HEAD, Hub

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOURCE = """
[[source]]
id = "app"
kind = "html"
url = "{address}/"
items = "li"
category = "Pages of scripts"
render = true
timeout = "60s"
[source.fields]
title = "a"
link = "a@href"
[source.detail]
content = "div.body"
"""
HTML = "text/html; charset=utf-8"


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_items_and_texts_that_scripts_build_become_posts_and_a_second_pass_changes_nothing(hub: Hub) -> None:
    hub.configure(HEAD + SOURCE.format(address=hub.publisher.address))
    build = (
        "fetch('/api').then(r => r.json()).then(all => all.forEach(one => document.querySelector('ul')"
        ".insertAdjacentHTML('beforeend', `<li><a href='/a/${one}'>第${one}条</a></li>`)))"
    )
    hub.publisher.says("/", f"<html><body><ul></ul><script>{build}</script></body></html>", Content_Type=HTML)
    hub.publisher.says("/api", [1, 2])
    for number in (1, 2):
        fill = f"setTimeout(() => {{ document.body.innerHTML = '<div class=body><p>正文{number}。</p></div>' }}, 50)"
        hub.publisher.says(f"/a/{number}", f"<html><body><script>{fill}</script></body></html>", Content_Type=HTML)

    first = hub.sync()

    assert (first.code, first.source("app")["new"]) == (0, 2)
    texts = "".join(path.read_text(encoding="utf-8") for path in hub.posts())
    assert "<p>正文1。</p>" in texts and "<p>正文2。</p>" in texts

    before = hub.snapshot()
    hub.publisher.paths()

    assert hub.sync().source("app")["unchanged"] == 2
    assert hub.snapshot() == before
    assert hub.publisher.paths() == ["/", "/api"]


def test_a_browser_that_is_missing_fails_the_source_alone_and_says_what_to_do(hub: Hub) -> None:
    setting = '[fetch]\nbrowser = "/nowhere/chromium"'
    hub.configure(HEAD.replace("[fetch]", setting) + SOURCE.format(address=hub.publisher.address))

    result = hub.sync()

    assert result.code == 1
    assert "the browser /nowhere/chromium cannot be started" in result.source("app")["error"]


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)
    file = tmp_path / "feedhub.toml"
    file.write_text(SOURCE.format(address="https://app.example"), encoding="utf-8")

    with pytest.raises(ConfigError, match=r"feedhub.toml:2: .*pip install 'feedhub\[render\]'"):
        config.load(file, {})


def test_what_to_wait_for_is_for_rendered_pages(tmp_path: Path) -> None:
    file = tmp_path / "feedhub.toml"
    text = SOURCE.format(address="https://app.example").replace("render = true", 'wait = "li.done"')
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="add render = true"):
        config.load(file, {})
