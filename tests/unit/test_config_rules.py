"""Rules in the configuration: what cannot be is said with its line and what to do."""

from pathlib import Path

import pytest

from feedhub import config
from feedhub.errors import ConfigError

SOURCE = '[[source]]\nid = "a"\nkind = "feed"\nurl = "http://a.example/feed"\n'


def complaint(tmp_path: Path, rule: str) -> str:
    """Return what is said of a source's rule, which begins in line 5."""
    path = tmp_path / "feedhub.toml"
    path.write_text(f"{SOURCE}[[source.rule]]\n{rule}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        config.load(path, {})
    return str(error.value).removeprefix(f"{path}:")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('drop = "title"\nmatch = "("', "7: source.1.rule.1.match: '(' is no regular expression"),
        ('drop = "titel"\nmatch = "x"', "6: source.1.rule.1.drop: there is no field 'titel': did you mean 'title'?"),
        ('drop = "title"\nmach = "x"', "7: source.1.rule.1.mach: unknown key (did you mean match?)"),
        ('match = "x"', "5: source.1.rule.1: does not say what it does: it needs one of drop, keep"),
        ('drop = "title"\nkeep = "title"\nmatch = "x"', "5: source.1.rule.1: has drop and keep: it needs one of"),
        ('drop = "title"', "5: source.1.rule.1: has no test: it needs one of match, is"),
        ('drop = "title"\nmatch = "x"\nis = "y"', "5: source.1.rule.1: has match and is: it needs one of"),
        ('drop = "age"\nunder = "1h"', '5: source.1.rule.1: drop = "age" needs over = "30d"'),
        ('drop = "title"\nover = "1h"', '5: source.1.rule.1: over is for "age"'),
        ('rewrite = "id"\ntemplate = "x"', "5: source.1.rule.1: rewrite = 'id' cannot be: it is one of title"),
        ('rewrite = "title"', "5: source.1.rule.1: rewrite needs one of with (and match), template"),
        ('rewrite = "title"\nmatch = "(x)"\nwith = "\\\\2"', "5: source.1.rule.1: '\\\\2' cannot replace what '(x)'"),
        ('rewrite = "title"\ntemplate = "{autor}"', "7: source.1.rule.1.template: there is no field 'autor'"),
        ('rewrite = "title"\nstrip = "tracking"', "5: source.1.rule.1: strip is for addresses"),
        ('rewrite = "title"\ntemplate = "x"\nmatch = "y"', "5: source.1.rule.1: has match and no when"),
        ('add = "tag"\nmap = { a = "b" }', "5: source.1.rule.1: add needs a template"),
    ],
)
def test_a_rule_that_cannot_be_is_named_with_its_line(tmp_path: Path, rule: str, said: str) -> None:
    assert complaint(tmp_path, rule).startswith(said)


def test_a_rule_of_the_hub_may_look_at_what_every_source_has_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "feedhub.toml"
    path.write_text('[[rule]]\ndrop = "media"\nmatch = "x"\n', encoding="utf-8")

    with pytest.raises(ConfigError, match=r":2: rule\.1\.drop: there is no field 'media'"):
        config.load(path, {})
