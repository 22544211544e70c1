"""How much two versions of a text differ. Pure."""

import re
from collections import Counter

from feedhub.plan.wording import visible

# A word is a run of letters and digits; of scripts that put no space between words, each character.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def words(old: str, new: str) -> tuple[int, int]:
    """Return how many words of HTML were added and removed from `old` to `new`; what only moved is neither.

    The cost follows the length, whatever the texts are.
    """
    before, after = Counter(_WORD.findall(visible(old))), Counter(_WORD.findall(visible(new)))
    return (after - before).total(), (before - after).total()
