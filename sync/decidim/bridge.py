"""Decidim as the hub's central platform: see `sync.decidim.platform` for what each method promises."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.clock import Clock, system_clock
from kiosk.errors import VaultError
from sync.decidim.client import DecidimClient
from sync.decidim.comparing import counted, differences
from sync.decidim.drafting import DRAFTS, Setting, write_drafts
from sync.decidim.errors import Unsupported
from sync.decidim.finding import own_comments, own_proposals
from sync.decidim.mirror import Mirror, Run, mirrors
from sync.decidim.picture import FILE_BYTES_MAX, catalogue_picture
from sync.decidim.platform import (
    Capability,
    OutgoingComment,
    OutgoingProposal,
    Posted,
    Progress,
    PulledDraft,
    PullReport,
)
from sync.decidim.profiles import PROFILES, Detected, Profile, ProfileName, detect
from sync.decidim.reading import Reading, read
from sync.decidim.writing import push_comment, push_proposal

MIRROR, ANSWERS = "decidim/pull", "decidim/answers.json"
"""In the hub's folder."""


def _silent(_step: str, _done: int, _total: int) -> None:
    """Where nobody watches."""


@dataclass(frozen=True)
class Pulling:
    """What a pull needs besides the platform; a bridge that only writes has none."""

    folder: Path
    """The hub's."""
    setting: Setting
    clock: Clock = system_clock
    only: frozenset[str] = frozenset()
    """Slugs of the processes to pull; empty: all."""
    without: frozenset[str] = frozenset()
    """Ids of components to leave out."""


class Decidim:
    """One Decidim, in the version it turns out to be."""

    def __init__(
        self, client: DecidimClient, profile: ProfileName = "auto", pulling: Pulling | None = None
    ) -> None:
        """Talk through `client`; the version is found out when it is first needed, unless it is set."""
        self._client, self._set, self._pulling = client, profile, pulling
        self._detected: Detected | None = None

    @property
    def client(self) -> DecidimClient:
        """What it is asked through."""
        return self._client

    @property
    def detected(self) -> Detected:
        """Which version it is. Raises `PlatformError` when it does not answer."""
        if self._detected is None:
            self._detected = detect(self._client, self._set)
        return self._detected

    @property
    def profile(self) -> Profile:
        """What that version can do."""
        return self.detected.profile

    @property
    def name(self) -> str:
        """What people call it."""
        known = self._detected
        return f"Decidim {known.told or known.profile.version}" if known else "Decidim"

    def capabilities(self) -> frozenset[Capability]:
        """Reading always; writing where the version has credentials and we have some."""
        able = {Capability.PULL, Capability.FIND_OWN, Capability.VOTE_DELTAS}
        if self._client.can_sign_in and self.profile.comments:
            able.add(Capability.PUSH_COMMENTS)
        if self._client.can_sign_in and self.profile.creates_proposals:
            able.add(Capability.PUSH_PROPOSALS)
        return frozenset(able)

    # -- reading -----------------------------------------------------------------------------------

    def pull(self, since_day: date, progress: Progress = _silent) -> PullReport:
        """Read everything into drafts; goes on where a pull that was stopped had come to."""
        pulling = self._needed()
        name = hashlib.sha256(" ".join(sorted(pulling.only)).encode()).hexdigest()[:16]
        mirror = Mirror(pulling.folder / MIRROR, name if pulling.only else "all")
        with mirror.alone():
            now = pulling.clock()
            detected = self.detected
            wanted = ",".join(sorted(pulling.only)) or f"since {since_day.isoformat()}"
            facts = {
                "address": self._client.address,
                "version": detected.profile.version,
                "wanted": wanted,
                "since": since_day.isoformat(),
                "without": ",".join(sorted(pulling.without)),
            }
            before = self._kept(mirror)
            run, resumed = mirror.begin(facts, now)
            reading = read(
                run,
                detected.profile,
                since_day,
                client=self._client,
                only=pulling.only,
                without=pulling.without,
                progress=progress,
            )
            drafts, unmapped = self._write(mirror, run, reading, detected.profile, pulling)
            found = differences(before, reading)
            mirror.finish()
        warnings = [detected.warning] if detected.warning else []
        if resumed:
            warnings.append("A pull that was stopped was taken up where it was.")
        missing = pulling.only - {space.process.slug for space in reading.spaces}
        warnings += [f"The platform shows no process {slug}." for slug in sorted(missing)]
        left_out = tuple(f"{process.slug}: it is over, or was not asked for." for process in reading.left_out)
        return PullReport(
            counted(reading),
            found.new,
            found.changed,
            found.gone,
            drafts,
            unmapped + left_out,
            tuple(warnings),
        )

    def redraft(self) -> tuple[PulledDraft, ...]:
        """Write the drafts again from the last pull, such as after answers; asks for pictures alone.

        Raises:
            Unsupported: nothing was pulled yet.
        """
        pulling = self._needed()
        shelf = pulling.folder / MIRROR
        written: dict[str, PulledDraft] = {}
        with Mirror(shelf).alone():
            for mirror in mirrors(shelf):
                run, reading = mirror.last(), self._kept(mirror)
                if run is not None and reading is not None:
                    profile = PROFILES[run.facts["version"]]
                    drafts, _ = self._write(mirror, run, reading, profile, pulling)
                    written |= {draft.slug: draft for draft in drafts}
        if not written:
            raise Unsupported("Nothing was pulled yet. Run: kiosk hub decidim pull.")
        return tuple(written.values())

    def _write(
        self, mirror: Mirror, run: Run, reading: Reading, profile: Profile, pulling: Pulling
    ) -> tuple[tuple[PulledDraft, ...], tuple[str, ...]]:
        def picture(address: str) -> bytes | str:
            return mirror.picture(
                run, address, lambda: catalogue_picture(self._client.fetch(address, FILE_BYTES_MAX))
            )

        return write_drafts(
            pulling.folder / DRAFTS, reading, profile, pulling.setting, picture, pulling.clock()
        )

    def _kept(self, mirror: Mirror) -> Reading | None:
        """The last whole pull; None where there is none, or it cannot be read any more."""
        run = mirror.last()
        if run is None:
            return None
        try:
            facts = run.facts
            wanted = facts["wanted"]
            only = frozenset() if wanted.startswith("since ") else frozenset(wanted.split(","))
            since = date.fromisoformat(facts["since"])
            without = frozenset(facts["without"].split(",")) if facts["without"] else frozenset()
            return read(run, PROFILES[facts["version"]], since, only=only, without=without)
        except (KeyError, ValueError, VaultError):
            return None

    def _needed(self) -> Pulling:
        if self._pulling is None:
            raise Unsupported("This bridge was made to write only.")
        return self._pulling

    # -- writing -----------------------------------------------------------------------------------

    def push_proposal(self, proposal: OutgoingProposal) -> Posted:
        """Create and publish it (0.32)."""
        return push_proposal(self._client, self.profile, proposal)

    def push_comment(self, comment: OutgoingComment) -> Posted:
        """Add it (0.31)."""
        return push_comment(self._client, self.profile, comment)

    def find_own(self, item: OutgoingProposal | OutgoingComment) -> tuple[Posted, ...]:
        """What bears its reference, oldest first."""
        if isinstance(item, OutgoingProposal):
            return own_proposals(self._client, item)
        return own_comments(self._client, item)
