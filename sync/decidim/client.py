"""Asking and telling a Decidim by `POST /api`: slowly, within limits, never taking half an answer for whole.

Reading is repeated after passing failures. Writing goes out once: it is repeated only where it was surely not
done (the throttle, an expired token). What became of it otherwise is in the error's `outcome`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from kiosk.clock import Clock, system_clock
from sync.decidim.credentials import Credentials
from sync.decidim.document import A, Answer, Document
from sync.decidim.errors import (
    CredentialsRefused,
    LostAnswer,
    Maintenance,
    NotSignedIn,
    PlatformError,
    Redirected,
    ServerFailed,
    TooManyRequests,
    UnexpectedAnswer,
    Unreachable,
)
from sync.decidim.judging import judged, retry_after
from sync.decidim.pace import Pace

ANSWER_BYTES_MAX = 16 * 1024 * 1024
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 30.0, 120.0
ATTEMPTS = 5
"""How often a reading is tried in all."""
REST_SECONDS_MAX = 300.0
"""A throttle that asks for more ends this run; it is taken up another time."""
T = TypeVar("T")
_REDIRECTS_MAX = 4
_USER_AGENT = "citizens-kiosk-hub"


def http_client() -> httpx.Client:
    """A client that opens a connection for each request.

    On a kept connection, a request that the server never saw and one whose answer was lost look the same.
    """
    return httpx.Client(
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_keepalive_connections=0),
        follow_redirects=False,
        headers={"user-agent": _USER_AGENT},
    )


@dataclass(frozen=True)
class HttpAnswer:
    """A whole answer, within the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _unheard(_name: str, _detail: str) -> None:
    """Where nobody keeps events."""


class DecidimClient:
    """One Decidim at one address."""

    def __init__(
        self,
        address: str,
        http: httpx.Client,
        *,
        pace: Pace | None = None,
        credentials: Credentials | None = None,
        notice: Callable[[str, str], None] = _unheard,
        clock: Clock = system_clock,
        file_hosts: tuple[str, ...] = (),
        attempts: int = ATTEMPTS,
    ) -> None:
        """Use `http`, which stays the caller's to close.

        Args:
            address: where the platform is, such as ``https://jeparticipe.toulouse.fr``.
            http: see `http_client`.
            pace: how slowly; one request a second.
            credentials: to sign in with, when something asks for it.
            notice: is told every failure by name and detail, such as `HubStore.log`.
            clock: for dates in answers.
            file_hosts: other hosts whose pictures may be fetched.
            attempts: how often a reading is tried in all.
        """
        self.address = address.rstrip("/")
        self._http, self._pace, self._credentials = http, pace or Pace(), credentials
        self._notice, self._clock, self._attempts = notice, clock, attempts
        self._file_hosts = {urlsplit(self.address).netloc, *file_hosts}
        self._token: str | None = None

    @property
    def can_sign_in(self) -> bool:
        """Whether there are credentials."""
        return self._credentials is not None

    def ask(self, document: Document[A], **variables: object) -> A:
        """Read; passing failures are waited for and tried again.

        Raises:
            PlatformError: the last failure.
        """
        if document.writes:
            raise ValueError(f"{document.name} writes")
        return self._patiently(lambda: self._signed(document, variables), _passing)

    def tell(self, document: Document[A], **variables: object) -> A:
        """Write, once.

        Raises:
            PlatformError: its `outcome` says whether it happened all the same.
        """
        if self._token is None:
            self.sign_in()
        return self._patiently(
            lambda: self._signed(document, variables), lambda error: isinstance(error, TooManyRequests)
        )

    def sign_in(self) -> None:
        """Get a token for the credentials (Decidim 0.31 and later).

        Raises:
            CredentialsRefused: there are none, or the platform does not take them.
            PlatformError: it did not answer.
        """
        if self._credentials is None:
            raise CredentialsRefused("The hub has no API credentials for the platform; it cannot sign in.")
        parts = urlsplit(self.address)
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise CredentialsRefused("The hub does not send its credentials over http: set an https address.")
        form = self._credentials.form()
        self._token = self._patiently(lambda: self._token_for(form), _passing)

    def fetch(self, url: str, most_bytes: int) -> bytes:
        """A file that the platform points to; redirects are followed among the hosts that are allowed.

        Raises:
            PlatformError: it lies elsewhere, is larger than `most_bytes`, or does not come.
        """
        return self._patiently(lambda: self._file(urljoin(self.address + "/", url), most_bytes), _passing)

    # -- one request -------------------------------------------------------------------------------

    def _signed(self, document: Document[A], variables: Mapping[str, object]) -> A:
        try:
            return self._post(document, variables)
        except NotSignedIn as error:
            if self._credentials is None:
                raise
            # Surely not done: an expired token makes the platform see a stranger.
            self._note(error)
            self._token = None
            self.sign_in()
            return self._post(document, variables)

    def _post(self, document: Document[A], variables: Mapping[str, object]) -> A:
        body = {"query": document.text, "variables": variables, "operationName": document.name}
        headers = {"content-type": "application/json", "accept": "application/json"}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        answer = self._send("POST", f"{self.address}/api", headers, json.dumps(body).encode())
        return judged(answer.status, answer.headers, answer.body, document, self._clock())

    def _token_for(self, form: Mapping[str, str]) -> str:
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        answer = self._send("POST", f"{self.address}/api/sign_in", headers, urlencode(form).encode())
        if answer.status in (400, 401, 403, 404, 422):
            raise CredentialsRefused(
                f"The platform does not take the hub's API credentials (status {answer.status})."
            )
        scheme, _, token = answer.headers.get("authorization", "").partition(" ")
        if answer.status in (200, 201) and scheme.lower() == "bearer" and _is_token(token):
            return token
        judged(answer.status, answer.headers, answer.body, _SIGN_IN, self._clock())
        raise UnexpectedAnswer("The platform's answer to the sign-in holds no token.")

    def _file(self, url: str, most_bytes: int) -> bytes:
        for _ in range(_REDIRECTS_MAX):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or parts.netloc not in self._file_hosts:
                raise Redirected(
                    f"A file lies on {parts.netloc[:80] or 'another place'}, "
                    "which is not among decidim.file_hosts."
                )
            # No packing: what is counted is what comes. No token: files are public.
            answer = self._send("GET", url, {"accept-encoding": "identity"}, None, most_bytes)
            if not 300 <= answer.status < 400:
                break
            url = urljoin(url, answer.headers.get("location", ""))
        if answer.status >= 500:
            raise ServerFailed(f"The platform failed at a file (status {answer.status}).")
        if answer.status == 429:
            wait = retry_after(answer.headers.get("retry-after", ""), self._clock())
            raise TooManyRequests("The platform takes no more requests for now.", retry_after_seconds=wait)
        if answer.headers.get("content-type", "").startswith("text/html"):
            raise Maintenance("The platform shows a page for people instead of a file.")
        if answer.status != 200:
            raise UnexpectedAnswer(f"A file is not there (status {answer.status}).")
        return answer.body

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        most_bytes: int = ANSWER_BYTES_MAX,
    ) -> HttpAnswer:
        self._pace.wait()
        start = self._pace.now()
        try:
            with self._http.stream(method, url, headers=headers, content=content) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if len(body) > most_bytes:
                        raise UnexpectedAnswer(
                            f"The platform's answer has more than {most_bytes // 1024} KiB: not taken."
                        )
                    if self._pace.elapsed_since(start) > WHOLE_SECONDS:
                        raise LostAnswer(f"The platform's answer took over {WHOLE_SECONDS:.0f} seconds.")
                return HttpAnswer(response.status_code, response.headers, bytes(body))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol):
            raise Unreachable(f"The platform at {self.address} cannot be reached.") from None
        except httpx.InvalidURL:
            raise Unreachable(f"{url[:200]} is not an address.") from None
        except httpx.TimeoutException:
            raise LostAnswer("The platform did not answer in time.") from None
        except httpx.HTTPError:  # also a connection that broke, and packing that cannot be undone
            raise LostAnswer("The connection to the platform broke before its answer was whole.") from None

    # -- again -------------------------------------------------------------------------------------

    def _patiently(self, once: Callable[[], T], again: Callable[[PlatformError], bool]) -> T:
        for attempt in range(self._attempts):
            try:
                return once()
            except PlatformError as error:
                self._note(error)
                wait = error.retry_after_seconds
                wait = float(2**attempt) if wait is None else wait
                if not again(error) or attempt + 1 == self._attempts or wait > REST_SECONDS_MAX:
                    raise
                self._pace.rest(wait)
        raise AssertionError("an attempt returns or raises")

    def _note(self, error: PlatformError) -> None:
        if not error.noted:
            self._notice("platform_failed", f"{type(error).__name__}: {error}")
            error.noted = True


_SIGN_IN = Document("SignIn", "", Answer)


def _passing(error: PlatformError) -> bool:
    return error.passing


def _is_token(token: str) -> bool:
    return bool(token) and len(token) <= 8192 and token.isascii() and token.isprintable() and " " not in token
