"""Decidim as the hub's central platform: see `sync.decidim.platform` for what each method promises."""

from __future__ import annotations

from sync.decidim.client import DecidimClient
from sync.decidim.finding import own_comments, own_proposals
from sync.decidim.platform import Capability, OutgoingComment, OutgoingProposal, Posted
from sync.decidim.profiles import Detected, Profile, ProfileName, detect
from sync.decidim.writing import push_comment, push_proposal


class Decidim:
    """One Decidim, in the version it turns out to be."""

    def __init__(self, client: DecidimClient, profile: ProfileName = "auto") -> None:
        """Talk through `client`; the version is found out when it is first needed, unless it is set."""
        self._client, self._set = client, profile
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
