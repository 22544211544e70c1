"""Which entries are in the feed of a saved query. Pure: an entry's own values decide, and nothing else."""

from collections.abc import Iterable
from functools import lru_cache

from feedhub import diff, pattern
from feedhub.address import category_key
from feedhub.config.queries import Conditions, SavedQuery, any_case
from feedhub.model import Post, Sighted


def chosen(query: SavedQuery, sighted: Sighted) -> bool:
    """Whether an entry is in the feed of a query: it fulfils every key that is set, and none of `without`.

    Raises PatternError if a pattern takes too long on it.
    """
    if not all(_fulfilled(query, sighted)):
        return False
    return query.without is None or not any(_fulfilled(query.without, sighted))


def _fulfilled(asked: Conditions, sighted: Sighted) -> Iterable[bool]:
    """Yield for each key that is set whether one of its values is met; the text, which costs most, comes last."""
    post = sighted.post
    if asked.source is not None:
        yield not sighted.sources.isdisjoint(asked.source)
    if asked.category is not None:
        names = {key for one in post.categories for key in (category_key(one.name), one.slug.casefold())}
        yield not names.isdisjoint(map(category_key, asked.category))
    if asked.tag is not None:
        yield not set(map(category_key, post.tags)).isdisjoint(map(category_key, asked.tag))
    if asked.text is not None:
        text = _text(post)
        yield any(pattern.compile(any_case(one)).search(text) for one in asked.text)


@lru_cache(maxsize=1)
def _text(post: Post) -> str:
    """Return what a reader sees of a post; many queries ask for that of one post after the other."""
    return "\n".join((post.title, post.digest, diff.lines(post.content)))
