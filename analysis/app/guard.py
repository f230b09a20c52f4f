"""What stands before the server: who may ask, how much, for how long, and what an answer may do.

The server has no accounts. It answers this machine's own browser, on a page that it served itself:
a foreign Host (another name made to point here) and a foreign Origin (another site's script) are
refused before anything is read.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from analysis.app.live_frames import NDJSON, refusal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERY = frozenset({"0.0.0.0", "::"})
BODY_S, REQUEST_S = 10.0, 150.0
"""seconds that a body may take to arrive, and a request to be answered"""
TOO_LONG = "the request took too long; ask again when fewer wait"
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; connect-src 'self' data: blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: dict[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def host_allowed(value: str, host: str, port: int) -> bool:
    """Whether a Host header names this server, as it listens on ``host`` and ``port``.

    On a loopback address only loopback names do. Where the user let it listen on every address, any
    address as numbers does, and no name but localhost: a name can be made to point here.
    """
    try:
        parts = urlsplit(f"//{value}")
        name, given = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return False
    if (80 if given is None else given) != port:
        return False
    if name in LOOPBACK or name == host.casefold():
        return True
    return host in EVERY and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def origin_allowed(value: str, host: str) -> bool:
    """Whether an Origin header is that of the page which was served under this Host header."""
    return value.casefold() == f"http://{host}".casefold()


class Guard:
    """Refuses foreign requests, bounds every request in time, and sets the headers of answers."""

    def __init__(self, app: App, host: str, port: int, request_s: float = REQUEST_S) -> None:
        self.app, self.host, self.port, self.request_s = app, host, port, request_s

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one connection's request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        begun, lines = False, False

        async def guarded(message: Message) -> None:
            nonlocal begun, lines
            if message["type"] == "http.response.start":
                begun = True
                lines = dict(message.get("headers", [])).get(b"content-type") == NDJSON.encode()
                message["headers"] = _with_headers(message.get("headers", []))
            await send(message)

        fault = self._fault(scope)
        if fault:
            await refuse(guarded, 403, fault)
            return
        try:
            async with asyncio.timeout(self.request_s):
                await self.app(scope, receive, guarded)
        except TimeoutError:
            if not begun:
                await refuse(guarded, 503, TOO_LONG)
            elif lines:  # a stream that cannot go on says so in its last line
                await send({"type": "http.response.body", "body": refusal(TOO_LONG)})

    def _fault(self, scope: MutableMapping[str, Any]) -> str:
        """Why a request is refused unread, or nothing."""
        given: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            given.setdefault(name.lower(), []).append(value.decode("latin-1"))
        hosts, origins = given.get(b"host", []), given.get(b"origin", [])
        if len(hosts) != 1 or not host_allowed(hosts[0], self.host, self.port):
            return "this server answers to its own address only"
        if any(not origin_allowed(origin, hosts[0]) for origin in origins):
            return "this server answers its own page only"
        # A link on another site may open the page; it may not ask anything in its name.
        opened = scope["method"] == "GET" and scope["path"] == "/"
        if not opened and given.get(b"sec-fetch-site", ["none"])[0] not in ("none", "same-origin"):
            return "this server answers its own page only"
        return ""


def _with_headers(given: Any) -> list[tuple[bytes, bytes]]:
    own = {name.encode(): value.encode() for name, value in HEADERS.items()}
    return [*((name, value) for name, value in given if name.lower() not in own), *own.items()]


async def refuse(send: Send, status: int, text: str) -> None:
    """Answer with one line of plain text."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode() + b"\n"})
