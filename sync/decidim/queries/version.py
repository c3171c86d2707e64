"""Which Decidim it is."""

from __future__ import annotations

from sync.decidim.document import EVERY_VERSION, Answer, Document, Named


class _Decidim(Answer):
    version: str | None = None


class DecidimVersion(Answer):
    """Null unless the platform is set to disclose it."""

    decidim: _Decidim | None = None


class Deployment(Answer):
    """A field that Open Source Politics adds to the platforms it runs."""

    deployment: _Decidim | None = None


class Anything(Answer):
    """For probes: whether the question is understood is the answer."""


class _User(Named):
    name: str = ""
    nickname: str = ""


class _Session(Answer):
    user: _User | None = None


class Session(Answer):
    """Who is signed in."""

    session: _Session | None = None


VERSION = Document("KioskVersion", "query KioskVersion { decidim { version } }", DecidimVersion)
DEPLOYMENT = Document(
    "KioskDeployment", "query KioskDeployment { deployment { version } }", Deployment, versions=("0.27",)
)
PROBE_0_31 = Document(
    "KioskProbe031",
    "query KioskProbe031 { organization { taxonomies { id isRoot } } }",
    Anything,
    versions=("0.31", "0.32"),
)
PROBE_0_32 = Document(
    "KioskProbe032",
    "query KioskProbe032 { participatoryProcesses { accessMode } }",
    Anything,
    versions=("0.32",),
)
SESSION = Document(
    "KioskSession", "query KioskSession { session { user { id name nickname } } }", Session, EVERY_VERSION
)

DOCUMENTS = (VERSION, DEPLOYMENT, PROBE_0_31, PROBE_0_32, SESSION)
