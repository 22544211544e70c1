"""A post as a Jekyll file: valid YAML always, and a body that Markdown and Liquid leave alone. Pure."""

import re
from collections.abc import Mapping
from datetime import tzinfo

import yaml

from feedhub.model import Post

_BLOCK = re.compile(
    r"<(?:address|article|aside|blockquote|details|div|dl|figure|footer|h[1-6]|header|hr|main|nav|ol|p|section|"
    r"table|ul)\b"
)


def front_matter(post: Post, zone: tzinfo) -> str:
    """Return the front matter with its two fences, and a newline at its end.

    The title is always in double quotes. Several categories stand on one line with spaces between, as Jekyll splits
    them; tags too, unless one has a space in itself.
    """
    tags = post.tags or ()
    spaced = any(tag.split() != [tag] for tag in tags)
    values = {
        "layout": _Plain("post"),
        "title": _Quoted(post.title),
        "date": _Plain(f"{post.published.astimezone(zone):%Y-%m-%d %H:%M:%S %z}"),
        "categories": _Text(" ".join(category.slug for category in post.categories)),
        "tags": [_Text(tag) for tag in tags] if spaced else _Text(" ".join(tags)),
    }
    written = yaml.dump(
        values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31 - 1, default_flow_style=False
    )
    return f"---\n{written}---\n"


def template_values(post: Post, zone: tzinfo, base_url: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return what the template of an archived post may use; the hub's addresses begin with //, so any scheme fits."""
    site = re.sub(r"^https?:", "", base_url)
    category = post.categories[0]
    label = post.tags[0] if post.tags else category.name
    return {
        "front_matter": front_matter(post, zone),
        "digest": _markdown_text(post.digest),
        "body": body(post),
        "link": post.link,
        "back": f"[{_label(words['back_to'] + label)}]({site}/category/{category.slug}.html)",
        "home": f"[{_label(words['back_home'])}]({site}/)",
        "between": words["between"],
    }


def body(post: Post) -> str:
    """Return the post's HTML for a Markdown file: in a block, and with nothing in it that Liquid would run."""
    content = post.content
    if content and not _BLOCK.match(content):
        content = f"<div>\n{content}\n</div>"
    return _without_liquid(content)


def _markdown_text(text: str) -> str:
    """Return plain text as a line of Markdown that shows it: no tag, no Liquid."""
    text = re.sub(r"[\\`*_\[\]|~$^!&<>]|^\s*[#+:=-]|(?<=^\d)[.)]|^\d+[.)]", lambda found: _references(found[0]), text)
    return _without_liquid(text)


def _references(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


def _without_liquid(text: str) -> str:
    return re.sub(r"\{(?=[{%])", "&#123;", text)


def _label(text: str) -> str:
    """Return text for a Markdown link, its brackets escaped."""
    return _markdown_text(text)


class _Quoted(str):
    """A text that is always in double quotes."""

    __slots__ = ()


class _Plain(str):
    """A text that stands as it is: our own words, which need no quotes."""

    __slots__ = ()


class _Text(str):
    """A foreign text, quoted where YAML would read it otherwise."""

    __slots__ = ()


class _Dumper(yaml.CSafeDumper):
    """PyYAML's writer with those three."""


def _needs_quotes(text: str) -> bool:
    """Whether a plain scalar would not come back as this text, with any reader of YAML 1.1 or 1.2."""
    return (
        not text
        or not text[0].isalpha()
        or text.lower() in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
        or not re.fullmatch(r"[^\s:#,\[\]{}\"'|>&*!%@`\\]+(?: [^\s:#,\[\]{}\"'|>&*!%@`\\]+)*", text)
    )


_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)
_Dumper.add_representer(
    _Plain, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="")
)
_Dumper.add_representer(
    _Text,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", str(text), style='"' if _needs_quotes(text) else ""
    ),
)
