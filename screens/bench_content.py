"""A catalogue as large as a city's: what the bench walks through."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.tablet import Tablet

CONSULTATIONS, PROPOSALS, PROJECTS = 50, 2_000, 200
_WORDS = [
    "arbres",
    "bancs",
    "canal",
    "école",
    "piste",
    "vélos",
    "place",
    "marché",
    "jardin",
    "lumière",
    "ombre",
    "passage",
    "tram",
    "quartier",
    "fontaine",
    "jeux",
    "enfants",
    "rue",
    "pavés",
    "terrasse",
    "pont",
    "berge",
    "musique",
    "atelier",
    "compost",
    "potager",
    "mur",
    "fresque",
    "abri",
    "bus",
]


def city_draft(now: datetime) -> dict[str, Any]:
    """50 consultations, 2,000 proposals, 200 projects in a vote, a survey; all of it open now."""
    phase = {
        "id": "now",
        "title": {"fr": "En ce moment"},
        "opens": (now - timedelta(days=10)).isoformat(),
        "closes": (now + timedelta(days=60)).isoformat(),
    }
    texts = [
        f"{_WORDS[n % 30].capitalize()} et {_WORDS[n * 7 % 30]} près du {_WORDS[n * 11 % 30]}, numéro {n}"
        for n in range(PROPOSALS)
    ]
    proposals = {
        "kind": "proposals",
        "id": "ideas",
        "title": {"fr": "Proposez une idée"},
        "proposals": [
            {
                "id": f"p{n}",
                "title": {"fr": text},
                "body": {"fr": " ".join(_WORDS[(n + step * 13) % 30] for step in range(60))},
                "on": "2026-01-10",
                "supports": n % 97,
            }
            for n, text in enumerate(texts)
        ],
    }
    vote = {
        "kind": "ballot",
        "id": "bench",
        "title": {"fr": "Choisissez vos projets"},
        "method": {"name": "approval", "max_choices": 3},
        "claim": "none",
        "order": "fixed",
        "projects": [
            {"id": f"x{n}", "title": {"fr": texts[n]}, "cost": str(1000 * (n + 1))} for n in range(PROJECTS)
        ],
    }
    survey = {
        "kind": "survey",
        "id": "survey",
        "title": {"fr": "Répondez à l’enquête"},
        "questions": [
            {
                "kind": "single",
                "id": "often",
                "title": {"fr": "Venez-vous souvent ?"},
                "options": [{"id": "yes", "title": {"fr": "Oui"}}, {"id": "no", "title": {"fr": "Non"}}],
            },
            {"kind": "long_text", "id": "why", "title": {"fr": "Dites pourquoi."}},
        ],
    }
    contents: list[list[dict[str, Any]]] = [
        [proposals, vote, survey],
        *([_page(n)] for n in range(1, CONSULTATIONS)),
    ]
    return {
        "organiser": {"fr": "Banc d’essai"},
        "valid_until": (now + timedelta(days=90)).isoformat(),
        "consultations": [
            {
                "id": f"c{n}",
                "nature": "consultation",
                "title": {"fr": f"Consultation {n} : {texts[n]}"},
                "summary": {"fr": texts[-n - 1]},
                "phases": [phase | {"activities": [a["id"] for a in activities if a["kind"] != "page"]}],
                "activities": activities,
                "accept_until": (now + timedelta(days=62)).isoformat(),
                "claims_erased_on": (now + timedelta(days=120)).date().isoformat(),
            }
            for n, activities in enumerate(contents)
        ],
    }


def _page(number: int) -> dict[str, Any]:
    text = " ".join(_WORDS[(number + step) % 30] for step in range(200))
    return {"kind": "page", "id": f"page{number}", "title": {"fr": "À lire"}, "text": {"fr": text}}


def tablet_in_a_city(folder: Path) -> Tablet:
    """A paired, open tablet that holds it."""
    from kiosk.ids import Mode
    from sync.hub.fleet import pair_in_process
    from sync.hub.publishing import publish
    from sync.hub.setup import init_hub

    store, _ = init_hub(folder / "hub", Mode.TEST)
    publish(store, json.dumps(city_draft(datetime.now(UTC))).encode())
    tablet = pair_in_process(store, folder / "tablet", "bench")
    tablet.change_status("open", "bench")
    store.close()
    return tablet
