"""Asking publishers: one Request in, one Response out, or a FetchError."""

from typing import Protocol

from feedhub.model import Request, Response


class Fetcher(Protocol):
    """Whoever can answer a Request."""

    async def fetch(self, request: Request) -> Response:
        """Return the answer to `request`: 200 with its body, or 304.

        Raises FetchError for anything else.
        """
