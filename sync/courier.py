"""The courier: carries what is aboard to the hub by HTTP, resumable at any point.

Whatever happens on the way, sending again is safe: the hub knows a deposit by its id. A deposit is
acknowledged on the tablet only by the hub's signature.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import httpx

from kiosk.errors import HubRefused, HubUnreachable
from kiosk.tablet import Tablet
from kiosk.vault.store import Deposit
from sync.answers import take_answer
from sync.parcel import digest_of, pack

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
    sent: int = 0
    bytes_sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    held_back: int = 0
    """Deposits that wait for company."""
    catalogue: int | None = None
    """Version of a newer catalogue that came back, if one did."""


class Courier:
    """Carries for one tablet."""

    def __init__(self, tablet: Tablet, client: httpx.Client, *, batch: int = 2000) -> None:
        """Use `client`, whose base address is the hub's; `batch` is the most deposits in a parcel."""
        self._tablet, self._client, self._batch = tablet, client, batch

    def carry(
        self,
        report: Callable[[Progress], None] = lambda _progress: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Progress:
        """Hand over what may leave now, then fetch a newer catalogue.

        While the hub takes one parcel, the next is made. A last one without deposits brings the
        tablet's statement, so that the hub always knows what is still aboard.

        Raises:
            HubUnreachable: no answer; what was not acknowledged goes again next time.
            HubRefused: the hub said no, with a reason.
            SignatureError, FormatError: the answer is not our hub's; nothing is marked.
        """
        self._tablet.notice_time()
        undelivered = len(self._tablet.vault.undelivered_ids())
        held = self._tablet.waiting_for_company()
        progress = Progress(total=undelivered - held, held_back=held)
        report(progress)
        statement = self._tablet.statement()
        with ThreadPoolExecutor(1, thread_name_prefix="courier") as wire:
            under_way: tuple[Future[bytes], str, int, int] | None = None
            for deposits in self._parcels():
                if cancelled():
                    break
                signed = self._packed(deposits, statement)
                if under_way is not None:
                    progress = self._arrived(progress, under_way)
                    report(progress)
                under_way = (wire.submit(self._post, signed), digest_of(signed), len(deposits), len(signed))
            if under_way is not None:
                progress = self._arrived(progress, under_way)
                report(progress)
        # Last, the account of how things stand now: also when there was nothing to carry.
        signed = self._packed([], self._tablet.statement())
        take_answer(self._tablet, self._post(signed), digest_of(signed))
        if not cancelled():
            progress = replace(progress, catalogue=self.fetch_catalogue())
            report(progress)
        return progress

    def fetch_catalogue(self) -> int | None:
        """Apply a newer catalogue if the hub has one; gives its version, or None."""
        held = self._tablet.vault.catalogue()
        asked = {"tablet": self._tablet.pairing.tablet, "path": "/v1/catalogue"}
        container = self._tablet.signing_key.sign("request", json.dumps(asked).encode())
        headers = {"authorization": "Kiosk " + base64.b64encode(container).decode()}
        if held is not None:
            headers["if-none-match"] = f'"{held[0]}"'
        answer = self._request("GET", "/v1/catalogue", headers=headers)
        if answer.status_code in {204, 304}:
            return None
        return self._tablet.apply_catalogue(answer.content).catalogue.version

    def _parcels(self) -> Iterator[list[Deposit]]:
        for deposits in self._tablet.deliverable(self._batch):
            yield from in_parcels(deposits)

    def _packed(self, deposits: list[Deposit], statement: Mapping[str, object]) -> bytes:
        tablet = self._tablet
        tablet.vault.mark_carried(deposit.id for deposit in deposits)
        return pack(deposits, statement, tablet.next_sequence(), tablet.signing_key)

    def _arrived(self, progress: Progress, under_way: tuple[Future[bytes], str, int, int]) -> Progress:
        future, digest, number, size = under_way
        acknowledged, refused = take_answer(self._tablet, future.result(), digest)
        return replace(
            progress,
            sent=progress.sent + number,
            bytes_sent=progress.bytes_sent + size,
            acknowledged=progress.acknowledged + acknowledged,
            refused=progress.refused + refused,
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
            raise HubUnreachable(f"The hub cannot work now (answer {answer.status_code}). Try again later.")
        if answer.status_code >= 400:
            reason = _reason(answer)
            raise HubRefused(REFUSALS.get(reason, f"The hub refuses: {reason}."))
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


def back_off_seconds(
    failures: int, *, first: float = 5, most: float = 900, jitter: float | None = None
) -> float:
    """How long to wait after so many failures in a row: doubling, with "full jitter".

    Sixty tablets that come back at once spread over the whole interval. `jitter` is 0 to 1, drawn
    when it is not given. Source: AWS Architecture Blog, "Exponential Backoff And Jitter", 2015.
    """
    ceiling = min(most, first * 2 ** min(max(failures, 1) - 1, 16))
    drawn = random.SystemRandom().random() if jitter is None else jitter
    return float(max(1.0, ceiling * drawn))


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["reason"])
    except (ValueError, KeyError, TypeError):
        return f"answer {answer.status_code}"
