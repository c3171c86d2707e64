"""What stands in the foot of every page: secrecy, reasons, signatures, data, accessibility."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Request, Response

from kiosk.catalogue.activities import BallotActivity, FollowUpActivity, PageActivity
from kiosk.catalogue.model import Consultation
from kiosk.i18n import translator
from kiosk.signed import fingerprint
from sync.hub.public.site import GET, Site, kept, language_of, long_words
from sync.hub.public.words import DOUBLES, EXPLAINED, WHY, meaning

COMMANDS = """\
head -n 1 minutes.signed > message
tail -n +3 minutes.signed >> message
sed -n 2p minutes.signed | cut -d ' ' -f 2 | tr -- -_ +/ | base64 -d > signature
openssl pkeyutl -verify -pubin -inkey hub-key.pem -rawin -in message -sigfile signature
tail -n +3 minutes.signed | cmp - minutes.json"""
"""How anybody checks a signed file (`kiosk.signed`) with tools that are everywhere."""
_NOTICE_MAX = 40
_CONSULTATIONS_MAX = 100


def router(site: Site) -> APIRouter:
    """The pages that only explain."""
    routes = APIRouter()

    @routes.api_route("/secret", methods=GET)
    def secret(request: Request) -> Response:
        needed, holders = (site.store.fact(f"shares_{name}") or "?" for name in ("needed", "holders"))
        return site.page(request, "secret.html", {"needed": needed, "holders": holders})

    @routes.api_route("/set-aside", methods=GET)
    def set_aside(request: Request) -> Response:
        tr = translator(language_of(request))
        meanings = [
            (
                tr(WHY[reason]),
                [tr(one) for one in (DOUBLES.values() if reason == "double" else [meaning(reason, "")])],
            )
            for reason in EXPLAINED
        ]
        return site.page(request, "meanings.html", {"meanings": meanings})

    @routes.api_route("/signature", methods=GET)
    def signature(request: Request) -> Response:
        key = fingerprint(site.store.signing_key.verify_key)
        return site.page(request, "signature.html", {"commands": COMMANDS, "fingerprint": key})

    @routes.api_route("/hub-key.pem", methods=GET)
    def hub_key(request: Request) -> Response:
        key = Ed25519PublicKey.from_public_bytes(site.store.signing_key.verify_key)
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        headers = {"content-disposition": 'attachment; filename="hub-key.pem"', "cache-control": "no-cache"}
        return kept(request, Response(pem, headers=headers, media_type="application/x-pem-file"))

    @routes.api_route("/privacy", methods=GET)
    def privacy(request: Request) -> Response:
        index, language = site.index(), language_of(request)
        catalogue = index.catalogue if index else None
        paragraphs = long_words(catalogue.privacy, language)[:_NOTICE_MAX] if catalogue else []
        consultations = catalogue.consultations[:_CONSULTATIONS_MAX] if catalogue else ()
        farewell = catalogue.farewell if catalogue else None
        return site.page(
            request,
            "privacy.html",
            {
                "notice": paragraphs,
                "kept_days": farewell.kept_days if farewell else None,
                "consultations": [_kept_of(one) for one in consultations],
            },
        )

    @routes.api_route("/accessibility", methods=GET)
    def accessibility(request: Request) -> Response:
        return site.page(request, "accessibility.html")

    return routes


def _kept_of(consultation: Consultation) -> dict[str, object]:
    votes = any(isinstance(activity, BallotActivity) for activity in consultation.activities)
    silent = BallotActivity | FollowUpActivity | PageActivity
    return {
        "title": consultation.title,
        "votes": votes,
        "writes": any(not isinstance(activity, silent) for activity in consultation.activities),
        "claims": consultation.claims_erased_on,
        "written": consultation.contributions_erased_on,
    }
