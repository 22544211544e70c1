"""Reading a body without believing what it says of its size. Pure but for the stream it is given."""

import zlib
from collections.abc import AsyncIterator

ACCEPT_ENCODING = "gzip, deflate"
"""The codings that can be undone in bounded steps; more is not asked for."""


class TooLargeError(Exception):
    """The body is larger than it may be."""


class CodingError(Exception):
    """The body is not in the coding that its header names, or in one that was not asked for."""


async def read(chunks: AsyncIterator[bytes], coding: str, max_bytes: int) -> bytes:
    """Return the decoded body: at most `max_bytes`, and never much more than that in memory.

    `coding` is the Content-Encoding (RFC 9110, 8.4): nothing, identity, gzip or deflate.

    Raises TooLargeError, CodingError.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return await _read_plain(chunks, max_bytes)
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise CodingError(f"the body is coded as {coding!r}, which was not asked for")
    return await _read_zlib(chunks, coding, max_bytes)


async def _read_plain(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise TooLargeError
    return bytes(body)


async def _read_zlib(chunks: AsyncIterator[bytes], coding: str, max_bytes: int) -> bytes:
    body = bytearray()
    decoder = None
    async for chunk in chunks:
        if not chunk:
            continue
        if decoder is None:
            # "deflate" means a zlib stream, and some servers send a bare one (RFC 9110, 8.4.1.2).
            bare = coding == "deflate" and (chunk[0] & 0x0F) != 8
            decoder = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
        elif decoder.eof and coding != "deflate":
            decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # the next member begins with this chunk
        rest = chunk
        while rest and not decoder.eof:
            try:
                body += decoder.decompress(rest, max_bytes - len(body) + 1)
            except zlib.error as error:
                raise CodingError(f"the body is not valid {coding}: {error}") from None
            if len(body) > max_bytes:
                raise TooLargeError
            rest = decoder.unconsumed_tail
            if decoder.eof and decoder.unused_data and coding != "deflate":
                rest = decoder.unused_data  # gzip members may follow one another (RFC 1952, 2.2)
                decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
    if decoder is not None and not decoder.eof:
        raise CodingError(f"the {coding} body ends too early")
    return bytes(body)
