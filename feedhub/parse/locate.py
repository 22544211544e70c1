"""Which element of a page holds its text. Pure.

trafilatura says which words are text, and rebuilds what stands around them: its mark-up loses what the page had.
So it only votes: the element that holds nearly all of its words is taken from the page itself.
"""

import re
from collections import Counter
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString

from feedhub.parse import facts, prune
from feedhub.parse.soup import Page

_MARKUP = re.compile(r"</(?:p|div|h\d|li)>|<br", re.IGNORECASE)
_GRAM = 6  # characters that are compared at once
_SHORT = 4  # fewer characters say nothing
_MOST = 0.9  # of the votes has an element that holds the text
_PROSE = 200  # characters of paragraphs in a piece of a text
_POST = re.compile(
    r"(?:^|[\s_-])(?:posts?|comments?|repl(?:y|ies)|messages?|cards?|teasers?|answers?|floor)(?=$|[\s_-])",
    re.IGNORECASE,
)
_BOXES = frozenset("article body div form main section td center blockquote html".split())


def located(page: Page) -> Tag | None:
    """Return the element with the text of a page, freed of what is none; None if there is no text.

    Where a script is to put the text into the page, that of its JSON-LD is taken.
    """
    import trafilatura

    tree = page.tree
    titles, stated = _titles(page), _stated(page)
    whole = tree.decode()
    body = tree.body or tree
    prune.scripts(body)
    found = trafilatura.extract(whole, include_comments=False, include_tables=True) or ""
    said = prune.text(stated) if stated else ""
    told = "".join(found.split()) + said
    if not told:
        return None
    votes = _votes(body, told)
    root = _with_kin(_smallest(body, votes), body, votes)
    if votes.get(id(root), 0) * 2 < len(said):
        return stated
    prune.around(root, votes, titles)
    return root


def _stated(page: Page) -> Tag | None:
    """Return the text that the page's JSON-LD has, as paragraphs; None if it has none."""
    text = facts.stated_text(page)
    if not text:
        return None
    if not _MARKUP.search(text):
        text = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return BeautifulSoup(text, "lxml").body


def _titles(page: Page) -> set[str]:
    """Return what the page is called, by its headline and its metadata, without white space."""
    said = facts.facts(page).get("title", "")
    headings = page.tree.find_all("h1")
    names = [said, *(prune.text(one) for one in headings if len(headings) == 1)]
    return {"".join(name.split()).casefold() for name in names} - {""}


def _votes(body: Tag, told: str) -> dict[int, int]:
    """Return for each element, by id, how many characters in it are in what was `told` to be text."""
    grams = {told[at : at + _GRAM] for at in range(max(1, len(told) - _GRAM + 1))}
    votes: Counter[int] = Counter()
    for node in body.descendants:
        if type(node) in (NavigableString, CData):
            said = "".join(str(node).split())
            if len(said) >= _SHORT and node.find_parent("a") is None and _known(said, grams, told):
                votes[id(node.parent)] += len(said)
    for element in reversed(body.find_all(True)):  # children before their parents
        votes[id(element.parent)] += votes[id(element)]
    return votes


def _known(said: str, grams: set[str], told: str) -> bool:
    if len(said) < _GRAM:
        return said in told
    asked = [said[at : at + _GRAM] for at in range(0, len(said) - _GRAM + 1, 3)]
    return sum(gram in grams for gram in asked) >= 0.8 * len(asked)


def _smallest(body: Tag, votes: dict[int, int]) -> Tag:
    """Return the innermost box with nearly all votes."""
    root, box = body, body
    while True:
        children = [child for child in root.children if isinstance(child, Tag)]
        best = max(children, key=lambda child: votes.get(id(child), 0), default=None)
        if best is None or votes.get(id(best), 0) < _MOST * votes.get(id(body), 1):
            return box
        root = best
        if root.name in _BOXES:
            box = root


def _with_kin(root: Tag, body: Tag, votes: dict[int, int]) -> Tag:
    """Return the box that also holds the parts of a text that is cut in pieces, between which advertisements stand.

    The pieces look alike: neighbours of one class, with prose in them, and no headline of their own as posts have.
    """
    inner = root
    for parent in root.parents:
        if not isinstance(parent, Tag) or inner is body:
            break
        kin = [one for one in parent.children if isinstance(one, Tag) and one is not inner and _akin(one, inner)]
        if kin:
            for one in kin:
                for element in (one, *one.find_all(True)):
                    votes[id(element)] = max(votes.get(id(element), 0), len(prune.text(element)))
            votes[id(parent)] = votes.get(id(parent), 0) + sum(votes[id(one)] for one in kin)
            root = parent
        inner = parent
    return root


def _akin(one: Tag, other: Tag) -> bool:
    names = one.get("class")
    if (
        one.name != other.name
        or not names
        or names != other.get("class")
        or one.get("id")
        or _POST.search(" ".join(names))
    ):
        return False
    prose = sum(len(prune.text(paragraph)) for paragraph in one.find_all("p"))
    return prose >= _PROSE and prune.links(one) < 0.3 and one.find(["h1", "h2", "h3", "time", "article"]) is None
