"""Which arrivals stand where. Pure arithmetic on the numbers of arrivals, which count from 1 and never change.

Pages are counted from the oldest. One that is full is closed: it holds the same posts for ever, and a new post touches
the front page alone. So the front page holds between one and two pages' worth, and no page shifts.
"""


def closed_pages(entries: int, size: int) -> int:
    """Return how many closed pages there are beside the front page."""
    return max(0, entries // size - 1)


def front(entries: int, size: int) -> tuple[int, int]:
    """Return the first and the last arrival on the front page."""
    return closed_pages(entries, size) * size + 1, entries


def closed(page: int, size: int) -> tuple[int, int]:
    """Return the first and the last arrival on closed page number `page`."""
    return (page - 1) * size + 1, page * size


def newest(entries: int, size: int) -> tuple[int, int]:
    """Return the first and the last arrival in a subscription document."""
    return max(1, entries - size + 1), entries


def stale_pages(before: int, entries: int, size: int) -> range:
    """Return the closed pages to render when arrivals `before` + 1 to `entries` have come.

    The last page that was closed before is among them, since its link to newer posts led to the front page.
    """
    old, new = closed_pages(before, size), closed_pages(entries, size)
    return range(max(1, old), new + 1) if new > old else range(0)


def page_of(number: int, entries: int, size: int) -> int | None:
    """Return the closed page on which arrival `number` stands, None if it is on the front page."""
    page = (number - 1) // size + 1
    return page if page <= closed_pages(entries, size) else None
