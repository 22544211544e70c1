"""The full text of an item that has only a teaser: asked for, page by page, and taken where it is better."""

import asyncio
from dataclasses import dataclass

from feedhub import normalise, parse
from feedhub.config import FullText, Source
from feedhub.errors import DisallowedError, FetchError, NotAskedError, SourceError
from feedhub.model import Article, Item, Response
from feedhub.pipeline.asking import Documents

_LASTING = range(400, 500)  # statuses that the next pass will not change, but for these
_PASSING = (408, 421, 423, 425, 429)


@dataclass(frozen=True, slots=True)
class Told:
    """An item with the text of its page, or without it.

    `lacking` says why the text, or a part of it, is missing; `fault` is the error if one was to blame. With `again` it
    is worth asking at the next pass, and with `asked` it was asked for at this one.
    """

    item: Item
    lacking: str = ""
    fault: SourceError | None = None
    again: bool = False
    asked: bool = True


async def full_text(source: Source, documents: Documents, item: Item, base: str) -> Told:
    """Return `item` with the text of its page if that is wished, missing and better than what it has.

    `base` is the address of the list. No failure is raised: the item comes out with its teaser.
    """
    wanted = source.fulltext
    if wanted is None or not normalise.is_teaser(item):
        return Told(item)
    url = normalise.link(item, source, base)
    if not url:
        return Told(item, "has no link, and so no full text")
    try:
        article, fault = await _article(documents, url, wanted)
    except SourceError as error:
        return _without(item, error)
    reason = normalise.worse(item, article.content, chosen=wanted.content is not None)
    if reason == normalise.NO_MORE:
        return Told(normalise.with_facts(item, article))
    if reason:
        return Told(item, reason)
    whole = normalise.with_text(item, article)
    return _without(whole, fault) if fault else Told(whole)


async def _article(documents: Documents, url: str, wanted: FullText) -> tuple[Article, SourceError | None]:
    """Return the article at `url` with its further pages, and why one of them is missing.

    Raises SourceError if the first does not come or holds no text.
    """
    answer = await documents.read(url, _as_it_is, wanted.content or "")
    first = article = await _parsed(answer, wanted)
    parts, seen, blocks = [first.content], {url, answer.url}, first.blocks
    fault = None
    while article.next and article.next not in seen and len(parts) < wanted.max_pages:
        seen.add(article.next)
        try:
            answer = await documents.read(article.next, _as_it_is, wanted.content or "")
            if answer.url in seen and answer.url != article.next:
                break  # it leads back
            article = await _parsed(answer, wanted, blocks)
        except SourceError as error:
            fault = error if isinstance(error, FetchError) else None  # a page that says nothing new is the end
            break
        seen.add(answer.url)
        parts.append(article.content)
        blocks |= article.blocks
    return Article("\n".join(parts), first.base, first.fields), fault


async def _parsed(answer: Response, wanted: FullText, before: frozenset[str] = frozenset()) -> Article:
    return await asyncio.to_thread(parse.article, answer, wanted, before)


def _as_it_is(answer: Response) -> Response:
    return answer


def _without(item: Item, error: SourceError) -> Told:
    """Return what is told of an item whose text did not come: what the publisher means to last is not asked again."""
    lasting = (
        not isinstance(error, FetchError)
        or isinstance(error, DisallowedError)
        or (error.status in _LASTING and error.status not in _PASSING)
    )
    asked = not isinstance(error, NotAskedError)
    return Told(item, str(error), error, again=not lasting, asked=asked)
