"""Several things at once, within one event loop: all end before the first error goes up."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


async def together(coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return what all return, in their order. The first error ends the others and goes up."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def each(values: Sequence[T], at_once: int, work: Callable[[T], Awaitable[None]]) -> None:
    """Do `work` on each of `values`, begun in their order, `at_once` at a time."""
    queue = iter(values)

    async def worker() -> None:
        for value in queue:
            await work(value)
            await asyncio.sleep(0)  # others have their turn, also where nothing was waited for

    await together(worker() for _ in range(min(at_once, len(values))))
