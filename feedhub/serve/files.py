"""EDGE: the answers about the files of the public tree, as an ASGI application.

What was asked for lately stays in memory, with its compressed forms, and is held against the file's stamp each time.
So an answer is of one state of the file, and a new state is seen at once.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from feedhub import address
from feedhub.config import Private
from feedhub.serve import conditional, delta, encoding, private, tree
from feedhub.serve.bounded import Bounded
from feedhub.serve.tree import File

RawHeaders = list[tuple[bytes, bytes]]
Ready = tuple[int, bytes, bytes]
"""Status, lines of headers, and body."""

# Pages show foreign pictures and sounds, and run nothing.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src https: http: data:; "
    "media-src https: http:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

_ALLOWED = "GET, HEAD, OPTIONS"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Range, ETag, IM",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": _ALLOWED,
    "Access-Control-Allow-Headers": "A-IM, Authorization, If-Modified-Since, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}
# What wants more than a look into the memory.
_NOT_SIMPLE = {"a-im", "if-match", "if-range", "if-unmodified-since", "range", "transfer-encoding", "upgrade"}
_CHUNK = 1 << 18
_MEMORY_BYTES, _VERSIONS_BYTES = 64 << 20, 16 << 20
# A file that stays open weighs as much as one of this size, so that there are not too many.
_OPEN_WEIGHT = 1 << 20


@dataclass(frozen=True, slots=True)
class _Form:
    """A file in one of its codings, and the headers that are the same in each answer with it."""

    file: File
    body: bytes | None  # None: to be read from the file
    size: int
    etag: str
    headers: RawHeaders  # of 304 too
    content: RawHeaders  # what goes with a body
    head: bytes  # the lines of both, for whoever may have it without a token
    head_unmodified: bytes


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request for one path below the tree."""

    path: str
    method: str
    headers: Mapping[str, str]
    is_private: bool = False

    @property
    def accepted(self) -> str | None:
        return self.headers.get("accept-encoding")


class Files:
    """The public tree at `root`, under `base_path` as well as at the top, with what of it wants a token."""

    def __init__(self, root: str, base_path: str = "", rules: Sequence[Private] = ()) -> None:
        self._root, self._base_path, self._rules = root, base_path, rules
        self._forms: Bounded[tuple[str, str], _Form] = Bounded(_MEMORY_BYTES)
        self._versions: Bounded[tuple[str, str], bytes] = Bounded(_VERSIONS_BYTES)
        self._deltas: Bounded[tuple[str, str, str, str], bytes] = Bounded(_MEMORY_BYTES // 4)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers, method = _named(scope["headers"]), scope["method"]
        if method not in ("GET", "HEAD", "OPTIONS"):
            return await _say(send, 405, {"Allow": _ALLOWED})
        for path in self._candidates(scope["path"]):
            rule = private.rule(path, self._rules) if self._rules else None
            asked = _Asked(path, method, headers, rule is not None)
            if method == "OPTIONS":
                cors = {**_CORS, **_PREFLIGHT} if tree.is_feed(path) else {}
                return await _say(send, 204, {"Allow": _ALLOWED, **cors})
            if rule is not None and not private.may(rule, headers, scope["query_string"].decode("latin-1")):
                challenge = {"WWW-Authenticate": 'Bearer realm="feedhub"', "Cache-Control": "no-store"}
                return await _say(send, 401, {**challenge, **(_CORS if tree.is_feed(path) else {})}, method)
            if await self._answered(asked, send):
                return None
        return await _say(send, 204 if method == "OPTIONS" else 404, {"Allow": _ALLOWED}, method)

    def at_once(self, path: str, raw: RawHeaders) -> Ready | None:
        """Return the answer to a GET without a query, if it is in memory and as simple as most are; else None."""
        # What is in memory is there by its canonical path, and the pages of what is gone by a hidden one.
        found = path[1:] or address.INDEX
        if "/." in path or self._is_below(path) or private.rule(found, self._rules) is not None:
            return None
        headers = _named(raw)
        form = self._forms.get((found, encoding.choose(headers.get("accept-encoding")) or ""))
        if form is None or form.body is None or not _NOT_SIMPLE.isdisjoint(headers):
            return None
        if form.file.stamp != tree.stamp(self._root, found):
            return None
        if conditional.is_unmodified(headers, form.etag, form.file.modified_s):
            return 304, form.head_unmodified, b""
        return 200, form.head, form.body

    def _candidates(self, asked: str) -> Iterable[str]:
        """Yield the paths below the tree that a request may mean, where it came with the base path first."""
        for path in (asked.removeprefix(self._base_path), asked) if self._is_below(asked) else (asked,):
            if (found := tree.canonical(path)) is not None:
                yield found

    def _is_below(self, asked: str) -> bool:
        return bool(self._base_path) and (asked + "/").startswith(self._base_path + "/")

    async def _answered(self, asked: _Asked, send: Send) -> bool:
        """Whether there is something to say of a path, which is said then."""
        coding = encoding.choose(asked.accepted)
        if (form := await self._form(asked.path, coding or encoding.IDENTITY)) is not None:
            if coding is None:
                await _say(send, 406, {"Vary": "Accept-Encoding"}, asked.method)
            else:
                await self._say_file(asked, form, send)
            return True
        if (form := await self._form(address.gone(asked.path), coding or encoding.IDENTITY)) is not None:
            control = _control(address.gone(asked.path), is_private=asked.is_private)
            await _give(send, 410, [*form.headers, *form.content, control], form, asked.method)
            return True
        if await self._form(f"{asked.path}/{address.INDEX}", encoding.IDENTITY) is not None:
            # Relative, since a proxy in front may have taken a prefix away.
            name = quote(asked.path.rpartition("/")[2])
            await _say(send, 308, {"Location": f"{name}/", "Cache-Control": "no-cache"}, asked.method)
            return True
        return False

    async def _say_file(self, asked: _Asked, form: _Form, send: Send) -> None:
        """Answer with a file: unmodified, what is new in it, parts of it, or all."""
        control = _control(asked.path, is_private=asked.is_private)
        if conditional.has_failed(asked.headers, form.etag, form.file.modified_s):
            return await _say(send, 412, {}, asked.method)
        if conditional.is_unmodified(asked.headers, form.etag, form.file.modified_s):
            return await _send(send, 304, [*form.headers, control])
        if "a-im" in asked.headers and (new := await self._new(asked, form)) is not None:
            headers = [one for one in form.headers if one[0] != b"vary"]
            headers += [one for one in form.content if one[0] != b"accept-ranges"]
            # A cache that does not know 226 must not take it for the whole.
            vary = b"Accept-Encoding, A-IM, If-None-Match"
            headers += [(b"im", b"feed"), (b"vary", vary), (b"cache-control", b"no-store")]
            return await _send(send, 226, [*headers, _length(len(new))], b"" if asked.method == "HEAD" else new)
        if "range" in asked.headers and asked.method == "GET" and not encoding.refuses_identity(asked.accepted):
            # Parts are of the file itself: then it does not matter whose compressor made the rest.
            plain = await self._form(asked.path, encoding.IDENTITY)
            if plain is not None and (spans := conditional.spans(asked.headers, plain.etag, plain.size)) is not None:
                return await _give_parts(send, [*plain.headers, control], plain, spans)
        return await _give(send, 200, [*form.headers, *form.content, control], form, asked.method)

    async def _new(self, asked: _Asked, form: _Form) -> bytes | None:
        """Return what a feed has that the version has not of which the asker has the tag (RFC 3229, 10)."""
        wished = encoding.weighed(asked.headers["a-im"]).get("feed", 0)
        if not wished or form.file.body is None or tree.is_archive(asked.path):
            return None
        for tag in conditional.tags(asked.headers.get("if-none-match", "")):
            digest = tag.strip('"').partition("-")[0]
            earlier = self._versions.get((asked.path, digest))
            if earlier is None or digest == form.file.digest:
                continue
            actual = next((value.decode() for name, value in form.content if name == b"content-encoding"), "identity")
            key = asked.path, digest, form.etag, actual
            if (known := self._deltas.get(key)) is None:
                known = await asyncio.to_thread(_delta, form.file.body, earlier, actual)
                self._deltas.put(key, known, len(known) + 200)
            # Where nothing is left out, or next to nothing, the whole serves everybody better.
            return known if known and len(known) < form.size else None
        return None

    async def _form(self, path: str, coding: str) -> _Form | None:
        """Return the file under a path in the coding that is wished, or as it is where that makes it no smaller."""
        stamp = tree.stamp(self._root, path)
        if stamp is None:
            return None
        found = self._forms.get((path, coding))
        if found is not None and found.file.stamp == stamp:
            return found
        made = await asyncio.to_thread(_made, self._root, path, coding)
        if made is None:
            return None
        form, index = made
        if index is not None:
            self._versions.put((path, form.file.digest), index, len(index) + 300)
        weight = _OPEN_WEIGHT if form.file.body is None else form.file.size + form.size
        self._forms.put((path, coding), form, weight)
        return form


def _made(root: str, path: str, coding: str) -> tuple[_Form, bytes | None] | None:
    """Return a file in a coding, and what its entries are if it is a feed that readers subscribe to."""
    file = tree.load(root, path)
    if file is None:
        return None
    media_type = tree.media_type(path)
    body, etag = file.body, f'"{file.digest}"'
    content = [("Content-Type", media_type), ("Accept-Ranges", "bytes")]
    may_vary = file.body is not None and encoding.is_worthwhile(media_type)
    if may_vary and body is not None and len(body) >= encoding.LEAST_BYTES and coding != encoding.IDENTITY:
        body, etag = encoding.compress(coding, body), f'"{file.digest}-{coding}"'
        content.append(("Content-Encoding", coding))
    is_feed = tree.is_feed(path)
    vary = [name for name, it_does in (("Accept-Encoding", may_vary), ("A-IM", is_feed)) if it_does]
    headers = {"ETag": etag, "Last-Modified": formatdate(file.modified_s, usegmt=True), **SECURITY}
    if vary:
        headers["Vary"] = ", ".join(vary)
    size = file.size if body is None else len(body)
    general, particular = _raw({**headers, **(_CORS if is_feed else {})}), _raw(dict(content))
    unmodified = [*general, _control(path)]
    head = _lines([*unmodified, *particular, _length(size)])
    form = _Form(file, body, size, etag, general, particular, head, _lines(unmodified))
    index = delta.index(file.body) if is_feed and file.body is not None and not tree.is_archive(path) else None
    return form, index


def _delta(body: bytes, earlier: bytes, coding: str) -> bytes:
    new = delta.since(body, earlier)
    return b"" if new is None else encoding.compress(coding, new)


def _named(raw: RawHeaders) -> dict[str, str]:
    """Return the headers of a request by their names, lines of one name as one list (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for key, value in raw:
        name, text = key.decode("latin-1"), value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


def _lines(headers: RawHeaders) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def _control(path: str, *, is_private: bool = False) -> tuple[bytes, bytes]:
    """Return for how long an answer may be kept: closed documents for ever, all else is asked for again each time."""
    is_closed = tree.is_archive(path)
    if is_private:
        return b"cache-control", b"private, max-age=31536000, immutable" if is_closed else b"private, no-cache"
    return b"cache-control", b"public, max-age=31536000, immutable" if is_closed else b"no-cache"


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _length(size: int) -> tuple[bytes, bytes]:
    return b"content-length", str(size).encode()


async def _say(send: Send, status: int, headers: Mapping[str, str], method: str = "GET") -> None:
    """Answer with a status and no more than its number as the text."""
    body = b"" if status == 204 else f"{status}\n".encode()
    types = {} if status == 204 else {"Content-Type": "text/plain; charset=utf-8"}
    raw = _raw({**types, **SECURITY, **headers})
    await _send(send, status, raw if status == 204 else [*raw, _length(len(body))], b"" if method == "HEAD" else body)


async def _send(send: Send, status: int, headers: RawHeaders, body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _give(send: Send, status: int, headers: RawHeaders, form: _Form, method: str) -> None:
    """Answer with a whole file, in its coding."""
    headers = [*headers, _length(form.size)]
    if method == "HEAD":
        return await _send(send, status, headers)
    if form.body is not None:
        return await _send(send, status, headers, form.body)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await _give_span(send, form, (0, form.size))
    return await send({"type": "http.response.body", "body": b""})


async def _give_parts(send: Send, headers: RawHeaders, form: _Form, spans: Sequence[conditional.Span]) -> None:
    """Answer with parts of a file: one as it is, several each behind its own head (RFC 9110, 14.6)."""
    if not spans:
        return await _send(send, 416, [*headers, (b"content-range", f"bytes */{form.size}".encode()), _length(0)])
    places = [f"bytes {start}-{stop - 1}/{form.size}" for start, stop in spans]
    content = dict(form.content)
    heads, end = [b""], b""
    if len(spans) == 1:
        content[b"content-range"] = places[0].encode()
    else:
        # The digest is of all the bytes, so none of them can have it.
        boundary, media_type = form.file.digest, content[b"content-type"].decode()
        heads = [
            f"\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {place}\r\n\r\n".encode()
            for place in places
        ]
        end = f"\r\n--{boundary}--\r\n".encode()
        content[b"content-type"] = f"multipart/byteranges; boundary={boundary}".encode()
    size = sum(stop - start for start, stop in spans) + sum(map(len, heads)) + len(end)
    whole = [*headers, *content.items(), _length(size)]
    await send({"type": "http.response.start", "status": 206, "headers": whole})
    for head, span in zip(heads, spans, strict=True):
        await send({"type": "http.response.body", "body": head, "more_body": True})
        await _give_span(send, form, span)
    return await send({"type": "http.response.body", "body": end})


async def _give_span(send: Send, form: _Form, span: conditional.Span) -> None:
    for start in range(*span, _CHUNK):
        stop = min(start + _CHUNK, span[1])
        if form.body is not None:
            chunk = form.file.read(start, stop)
        else:
            chunk = await asyncio.to_thread(form.file.read, start, stop)
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
