"""The campaign of the intake, at the length that every run of the tests has time for."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns.intake import Plan, campaign
from tests.postgres import Server


def test_six_tablets_at_two_processes_lose_and_double_nothing(postgresql: Server, tmp_path: Path) -> None:
    plan = Plan(tablets=6, envelopes=1200, processes=2, drivers=1, batch=50)
    outcome = campaign(tmp_path, postgresql, plan)
    assert outcome.whole, outcome.record()
    assert outcome.answers_lost >= 6
    assert outcome.bytes_each > 2000
