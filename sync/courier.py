"""The courier: carries what is aboard to the hub by HTTP, resumable at any point.

Whatever happens on the way, sending again is safe: the hub knows a deposit by its id. A deposit is
acknowledged on the tablet only by the hub's signature.
"""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import httpx

from kiosk.carrying import Way, note_failure, note_success, note_waiting
from kiosk.errors import HubRefused, HubUnreachable, KioskError
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.answers import take_answer
from sync.parcel import digest_of, pack
from sync.telling import told_by

REFUSALS = {
    "tablet_revoked": "The hub takes nothing more from this tablet: it was revoked. Ask the hub's staff.",
    "unknown_tablet": "The hub does not know this tablet. It was paired with another hub.",
    "wrong_mode": "The hub works in the other mode (test or official) than this tablet.",
    "too_large": "The hub takes no parcel of this size. Set a smaller sync.parcel_deposits.",
}
PARCEL_BYTES = 8 * 1024 * 1024
"""A parcel is closed when it has so many bytes of content, or so many deposits as the settings say."""


@dataclass(frozen=True)
class Progress:
    """How far one carrying has come. Figures only go up."""

    total: int
    """Deposits that were to be carried when it began."""
    bytes_total: int = 0
    """Bytes of their contents."""
    sent: int = 0
    bytes_done: int = 0
    """Bytes of the contents that have an answer: goes up to `bytes_total`."""
    bytes_sent: int = 0
    """Bytes of the parcels that went out, with their signatures and statements."""
    seconds: float = 0
    """Since it began."""
    acknowledged: int = 0
    refused: int = 0
    refused_because: Mapping[str, int] = field(default_factory=dict)
    """Reason to number, of what the hub set aside now."""
    held_back: int = 0
    """Deposits that wait for company."""
    catalogue: int | None = None
    """Version of a newer catalogue that came back, if one did."""
    stopped: bool = False
    """Whether it was cancelled: the rest is aboard and goes next time."""

    @property
    def bytes_per_second(self) -> float | None:
        """Speed so far; None before the first answer."""
        return self.bytes_sent / self.seconds if self.bytes_sent and self.seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """As long as the rest will take at the speed so far; None before the first answer."""
        if not self.bytes_done or self.seconds <= 0:
            return 0.0 if self.sent >= self.total else None
        return self.seconds * max(0, self.bytes_total - self.bytes_done) / self.bytes_done


@dataclass(frozen=True)
class _UnderWay:
    """A parcel between here and its answer."""

    answer: Future[bytes]
    digest: str
    deposits: int
    content_bytes: int
    parcel_bytes: int


class Courier:
    """Carries for one tablet."""

    def __init__(
        self,
        tablet: Tablet,
        client: httpx.Client,
        *,
        batch: int = 2000,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        """Use `client`, whose base address is the hub's; `batch` is the most deposits in a parcel.

        `timer` gives seconds that never go back, for the speed.
        """
        self._tablet, self._client, self._batch, self._timer = tablet, client, batch, timer

    def carry(
        self,
        report: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Progress:
        """Hand over what may leave now, then fetch a newer catalogue; how it went is kept in the vault.

        While the hub takes one parcel, the next is made. A last one without deposits brings the
        tablet's statement, so that the hub always knows what is still aboard.

        Args:
            report: is told how far it has come, after each answer.
            cancelled: is asked before each parcel, such as `threading.Event.is_set`. What is under way
                is finished; the rest stays aboard.

        Raises:
            HubUnreachable: no answer; what was not acknowledged goes again next time.
            HubRefused: the hub said no, with a reason.
            SignatureError, FormatError: the answer is not our hub's; nothing is marked.
        """
        try:
            note_waiting(self._tablet)
            progress = self._carry(report, cancelled)
        except KioskError as error:
            note_failure(self._tablet, Way.NETWORK, error)
            raise
        if not progress.stopped:
            note_success(
                self._tablet,
                Way.NETWORK,
                acknowledged=progress.acknowledged,
                refused=progress.refused,
                held_back=progress.held_back,
            )
        return progress

    def _carry(self, report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Progress:
        began = self._timer()
        self._tablet.notice_time()
        total, bytes_total = self._tablet.deliverable_size()
        progress = Progress(total, bytes_total, held_back=self._tablet.waiting_for_company())
        report(progress)
        statement = told_by(self._tablet)
        with ThreadPoolExecutor(1, thread_name_prefix="courier") as wire:
            under_way: _UnderWay | None = None
            for deposits in self._parcels():
                if cancelled():
                    progress = replace(progress, stopped=True)
                    break
                signed = self._packed(deposits, statement)
                if under_way is not None:
                    progress = self._arrived(progress, under_way, began)
                    report(progress)
                content_bytes = sum(len(deposit.content) for deposit in deposits)
                answer = wire.submit(self._post, signed)
                under_way = _UnderWay(answer, digest_of(signed), len(deposits), content_bytes, len(signed))
            if under_way is not None:
                progress = self._arrived(progress, under_way, began)
                report(progress)
        # Last, the account of how things stand now: also when there was nothing to carry.
        signed = self._packed([], told_by(self._tablet))
        take_answer(self._tablet, self._post(signed), digest_of(signed))
        if not progress.stopped:
            progress = replace(progress, catalogue=self.fetch_catalogue())
        progress = replace(progress, seconds=max(0.0, self._timer() - began))
        report(progress)
        return progress

    def fetch_catalogue(self) -> int | None:
        """Apply a newer catalogue if the hub has one; gives its version, or None."""
        offered = self.offered_catalogue()
        return None if offered is None else self._tablet.apply_catalogue(offered).catalogue.version

    def offered_catalogue(self) -> bytes | None:
        """A newer catalogue, signed and not looked at yet, if the hub has one."""
        held = self._tablet.vault.catalogue()
        asked = {"tablet": self._tablet.pairing.tablet, "path": "/v1/catalogue"}
        container = self._tablet.signing_key.sign("request", json.dumps(asked).encode())
        headers = {"authorization": "Kiosk " + base64.b64encode(container).decode()}
        if held is not None:
            headers["if-none-match"] = f'"{held[0]}"'
        answer = self._request("GET", "/v1/catalogue", headers=headers)
        if answer.status_code in {204, 304}:
            return None
        return answer.content

    def _parcels(self) -> Iterator[list[Deposit]]:
        for deposits in self._tablet.deliverable(self._batch):
            yield from in_parcels(deposits)

    def _packed(self, deposits: list[Deposit], statement: Mapping[str, object]) -> bytes:
        tablet = self._tablet
        tablet.vault.mark_carried(deposit.id for deposit in deposits)
        return pack(deposits, statement, tablet.next_sequence(), tablet.signing_key)

    def _arrived(self, progress: Progress, parcel: _UnderWay, began: float) -> Progress:
        answered = take_answer(self._tablet, parcel.answer.result(), parcel.digest)
        because = Counter(progress.refused_because) + Counter(answered.refused_because)
        return replace(
            progress,
            sent=progress.sent + parcel.deposits,
            bytes_done=progress.bytes_done + parcel.content_bytes,
            bytes_sent=progress.bytes_sent + parcel.parcel_bytes,
            seconds=max(0.0, self._timer() - began),
            acknowledged=progress.acknowledged + answered.acknowledged,
            refused=progress.refused + answered.refused,
            refused_because=dict(because),
        )

    def _post(self, signed: bytes) -> bytes:
        return self._request("POST", "/v1/parcels", content=signed).content

    def _request(
        self, method: str, path: str, *, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            answer = self._client.request(method, path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise HubUnreachable("The hub does not answer. Try again later.") from error
        if answer.status_code >= 500:
            sentence = f"The hub cannot work now (answer {answer.status_code}). Try again later."
            raise HubUnreachable(sentence, "hub_fails")
        if answer.status_code >= 400:
            reason = _reason(answer)
            known = reason in REFUSALS
            sentence = REFUSALS[reason] if known else f"The hub refuses: {reason}."
            raise HubRefused(sentence, reason if known else "refused")
        return answer


def in_parcels(deposits: list[Deposit]) -> Iterator[list[Deposit]]:
    """Cut a batch where a parcel would grow beyond `PARCEL_BYTES`."""
    parcel: list[Deposit] = []
    size = 0
    for deposit in deposits:
        if parcel and size + len(deposit.content) > PARCEL_BYTES:
            yield parcel
            parcel, size = [], 0
        parcel.append(deposit)
        size += len(deposit.content)
    if parcel:
        yield parcel


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["reason"])
    except (ValueError, KeyError, TypeError):
        return f"answer {answer.status_code}"
