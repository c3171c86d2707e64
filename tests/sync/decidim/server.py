"""A real HTTP server that is a Decidim of some version, and fails on demand.

    with serving(city, "0.32") as platform:
        platform.fail(2, Fault.DROP_AFTER)         # the second request from now on
        client = platform.client(credentials=True)  # waits for nobody
        ...
        assert [r.operation for r in platform.requests] == ["KioskProposals", ...]

Requests are numbered from 1 over everything that comes: ``/api``, ``/api/sign_in`` and files.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from graphql import DocumentNode, GraphQLSchema, OperationType, execute, get_operation_ast, parse, validate
from graphql.error import GraphQLError

from sync.decidim.client import DecidimClient, http_client
from sync.decidim.credentials import Credentials
from sync.decidim.document import Version
from sync.decidim.pace import Pace
from tests.sync.decidim.city import City, Thing
from tests.sync.decidim.faults import NOT_EXECUTED, Fault
from tests.sync.decidim.resolving import kind_of, resolved, root_of_mutations, root_of_queries
from tests.sync.decidim.schemas import served_schema

KEY, SECRET = "the-key", "the-very-secret"
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"


@dataclass(frozen=True)
class Request:
    """What came in."""

    path: str
    operation: str
    """Name of the GraphQL operation; empty for others."""
    variables: Thing
    signed: bool
    """Whether a token came with it that the platform takes."""
    at: float
    """`time.monotonic`."""
    body: bytes
    fault: Fault | None


@dataclass
class Platform:
    """A running server."""

    city: City
    version: Version
    address: str = ""
    requests: list[Request] = field(default_factory=list)
    slow_seconds: float = 0.3
    token_uses: int | None = None
    """After so many requests a token has expired; None: never."""
    forces_sign_in: bool = False
    """Whether strangers cannot read: 401."""
    retry_after: str = "7"
    on_request: Callable[[int], None] = lambda _number: None
    """Is told the number of each request before it is answered."""
    _faults: dict[int, Fault] = field(default_factory=dict)
    _tokens: dict[str, int] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _executing: int = 0

    def fail(self, number: int, fault: Fault, times: int = 1) -> None:
        """Let the `number`th request from now on fail, and those that follow it, `times` in all."""
        for extra in range(times):
            self._faults[len(self.requests) + number + extra] = fault

    def heal(self) -> None:
        """Take back all faults that have not happened yet."""
        self._faults.clear()

    def expire_tokens(self) -> None:
        """Make every token that was given out worthless."""
        with self._lock:
            self._tokens.clear()

    @property
    def operations(self) -> list[str]:
        """What was asked, in order: names of operations, or paths."""
        return [request.operation or request.path for request in self.requests]

    @property
    def rests(self) -> list[float]:
        """How long the clients of `client` would have waited, in seconds."""
        return self._rests

    _rests: list[float] = field(default_factory=list)

    def client(
        self, *, credentials: bool = False, timeout: float = 5.0, attempts: int = 5, **more: Any
    ) -> DecidimClient:
        """A client of this server that waits for nobody; what it would have waited is in `rests`."""
        http = http_client()
        http.timeout = httpx.Timeout(timeout)
        self._clients.append(http)
        more.setdefault("pace", Pace(0.0, sleep=self._rests.append))
        return DecidimClient(
            self.address,
            http,
            credentials=Credentials(KEY, SECRET) if credentials else None,
            attempts=attempts,
            **more,
        )

    _clients: list[httpx.Client] = field(default_factory=list)

    # -- answering ---------------------------------------------------------------------------------

    def sign_in(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """`POST /api/sign_in`."""
        form = parse_qs(body.decode())
        if form.get("api_user[key]") != [KEY] or form.get("api_user[secret]") != [SECRET]:
            return 401, {}, b'{"error":"Invalid credentials"}'
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[token] = 0
        answer = {"id": 7, "name": self.city.machine, "nickname": "borne", "jwt_token": token}
        return 200, {"authorization": f"Bearer {token}"}, json.dumps(answer).encode()

    def user_of(self, authorization: str, *, use: bool = True) -> Thing | None:
        """Whom a token stands for, if it is still good."""
        scheme, _, token = authorization.partition(" ")
        with self._lock:
            if scheme != "Bearer" or token not in self._tokens:
                return None
            self._tokens[token] += use
            if self.token_uses is not None and self._tokens[token] > self.token_uses:
                del self._tokens[token]
                return None
        return {"__typename": "User", "id": "7", "name": self.city.machine, "nickname": "borne"}

    def executed(self, body: bytes, user: Thing | None) -> tuple[int, Thing]:
        """`POST /api`: status and answer, as GraphQL over HTTP in Decidim."""
        asked = json.loads(body)
        schema: GraphQLSchema = served_schema(self.version)
        document, wrong = _validated(self.version, asked["query"])
        if wrong:
            return 200, {"errors": [_formatted(error) for error in wrong]}
        operation = get_operation_ast(document, asked.get("operationName"))
        assert operation is not None
        mutates = operation.operation == OperationType.MUTATION
        root = root_of_mutations if mutates else root_of_queries
        with self._lock:
            result = execute(
                schema,
                document,
                root_value=root(self.city, user),
                variable_values=asked.get("variables"),
                operation_name=asked.get("operationName"),
                field_resolver=resolved,
                type_resolver=kind_of,
            )
        assert not hasattr(result, "__await__")
        answer: Thing = {"data": result.data}
        if result.errors:
            answer["errors"] = [_formatted(error) for error in result.errors]
        return 200, answer


@cache
def _validated(version: Version, query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    document = parse(query)
    return document, validate(served_schema(version), document)


def _formatted(error: GraphQLError) -> Thing:
    shown: Thing = {"message": error.message, "path": error.path}
    if error.extensions:
        shown["extensions"] = error.extensions
    return shown


@contextmanager
def serving(city: City, version: Version) -> Iterator[Platform]:
    """Serve `city` as a Decidim of `version` while the block runs."""
    platform = Platform(city, version)
    handler = type("Handler", (_Handler,), {"platform": platform})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    platform.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        for http in platform._clients:
            http.close()
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    platform: Platform
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """A file."""
        fault = self._noted(b"")
        path = urlsplit(self.path).path
        kind, content = self.platform.city.files.get(path, ("", b""))
        if kind == "redirect":
            self._faulty(fault, 302, {"location": content.decode()}, b"")
        elif kind:
            content = b"%PDF-1.7" if fault is Fault.WRONG_TYPE else content
            self._faulty(fault, 200, {"content-type": kind}, content)
        else:
            self._faulty(fault, 404, {"content-type": "text/html"}, _PAGE % (b"404", b"404"))

    def do_POST(self) -> None:
        """The API, or its sign-in."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        fault = self._noted(body)
        if fault in NOT_EXECUTED and fault is not Fault.EXPIRED_CODE:
            self._faulty(fault, 200, {}, b"")
            return
        platform = self.platform
        if self.path == "/api/sign_in":
            status, headers, content = platform.sign_in(body)
            self._faulty(fault, status, {"content-type": "application/json", **headers}, content)
            return
        if self.path != "/api":
            self._faulty(fault, 404, {"content-type": "text/html"}, _PAGE % (b"404", b"404"))
            return
        if fault is Fault.EXPIRED_CODE:
            platform.expire_tokens()
        user = platform.user_of(self.headers.get("authorization", ""))
        if user is None and platform.forces_sign_in:
            self._faulty(fault, 401, {"content-type": "application/json"}, b'{"error":"sign in"}')
            return
        status, answer = platform.executed(body, user)
        if fault is Fault.WRONG_TYPE:
            answer = _wrong(answer)
        if fault is Fault.PARTIAL:
            answer = {**answer, "errors": [{"message": "Timeout on Proposal.body", "path": ["component"]}]}
        self._faulty(fault, status, {"content-type": "application/json"}, json.dumps(answer).encode())

    def _noted(self, body: bytes) -> Fault | None:
        platform = self.platform
        asked: Thing = {}
        if self.path == "/api":
            try:
                asked = json.loads(body)
            except ValueError:
                asked = {}
        with platform._lock:
            fault = platform._faults.pop(len(platform.requests) + 1, None)
            platform.requests.append(
                Request(
                    urlsplit(self.path).path,
                    asked.get("operationName") or "",
                    asked.get("variables") or {},
                    platform.user_of(self.headers.get("authorization", ""), use=False) is not None,
                    time.monotonic(),
                    body,
                    fault,
                )
            )
            number = len(platform.requests)
        platform.on_request(number)
        return fault

    def _faulty(self, fault: Fault | None, status: int, headers: dict[str, str], content: bytes) -> None:
        platform = self.platform
        html = {"content-type": "text/html; charset=utf-8"}
        match fault:
            case Fault.DROP_BEFORE | Fault.DROP_AFTER:
                self._drop()
                return
            case Fault.CUT:
                self._answer(status, headers, content[: len(content) // 2], length=len(content))
                self._drop()
                return
            case Fault.THROTTLED:
                status, content = 429, _PAGE % (b"Retry later", b"Retry later")
                headers = {**html, "retry-after": platform.retry_after}
            case Fault.FAILED_BEFORE | Fault.FAILED_AFTER:
                status, headers = 500, {"content-type": "application/json"}
                content = b'{"errors":[{"message":"Internal Server error"}],"data":{}}'
            case Fault.GATEWAY:
                status, headers, content = 504, html, _PAGE % (b"504", b"Gateway Time-out")
            case Fault.SLOW:
                time.sleep(platform.slow_seconds)
            case Fault.NOT_JSON:
                content = b"[not json"
            case Fault.EXPIRED:
                platform.expire_tokens()
                status, headers = 401, {"content-type": "application/json"}
                content = b'{"error":"Signature has expired"}'
            case Fault.MAINTENANCE | Fault.MAINTENANCE_200:
                status = 503 if fault is Fault.MAINTENANCE else 200
                headers, content = html, _PAGE % (b"Maintenance", b"Nous revenons")
            case Fault.REDIRECTED:
                status, headers, content = 301, {"location": "https://elsewhere.example/api"}, b""
            case Fault.HUGE:
                self._endless(headers)
                return
            case _:
                pass
        self._answer(status, headers, content)

    def _answer(
        self, status: int, headers: dict[str, str], content: bytes, length: int | None = None
    ) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content) if length is None else length))
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # the client did not wait
            self.close_connection = True

    def _endless(self, headers: dict[str, str]) -> None:
        try:
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("connection", "close")
            self.end_headers()
            for _ in range(4096):
                self.wfile.write(b" " * 65_536)
        except OSError:  # the client has had enough
            pass
        self.close_connection = True

    def _drop(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()


def _wrong(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _wrong(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_wrong(part, name) for part in value]
    return 42 if isinstance(value, str) and name not in ("id", "__typename", "endCursor") else value
