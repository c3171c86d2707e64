"""Drafts for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

OPENS, CLOSES = datetime(2027, 4, 1, 8, tzinfo=UTC), datetime(2027, 5, 1, 18, tzinfo=UTC)
UNTIL = date(2027, 7, 1)


def complete(name: str = "arbres", *, claim: str = "none") -> dict[str, Any]:
    """A consultation with one vote, complete."""
    return {
        "consultation": {
            "id": name,
            "nature": "participatory_budget",
            "title": {"fr": "Des arbres"},
            "phases": [
                {
                    "id": "vote",
                    "title": {"fr": "Vote"},
                    "opens": OPENS.isoformat(),
                    "closes": CLOSES.isoformat(),
                    "activities": [f"vote-{name}"],
                }
            ],
            "accept_until": datetime(2027, 5, 8, 18, tzinfo=UTC).isoformat(),
            "claims_erased_on": "2027-07-08",
            "activities": [
                {
                    "kind": "ballot",
                    "id": f"vote-{name}",
                    "title": {"fr": "Choisissez"},
                    "method": {"name": "approval", "max_choices": 2},
                    "budget": "100000",
                    "claim": claim,
                    "projects": [
                        {"id": "1", "title": {"fr": "Tilleuls"}, "cost": "40000"},
                        {"id": "2", "title": {"fr": "Platanes"}, "cost": "60000"},
                    ],
                }
            ],
        },
        "quartiers": [],
        "themes": [],
        "codes": [],
        "extras": {},
    }
