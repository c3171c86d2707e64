"""Four real elections: what is read, and that a recount gives the columns of the file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.pabulib.check import findings
from kiosk.pabulib.model import PabulibFile
from kiosk.pabulib.read import read
from kiosk.pabulib.recount import recount
from kiosk.pabulib.write import write

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data"
EXPECTED = {
    "jersey-city-2022-ward-f-knapsack.pb": ("approval", 9, 132, 50000),
    "merced-2019-ranking.pb": ("ordinal", 8, 100, 40000),
    "toulouse-2019-cumulative.pb": ("cumulative", 30, 1494, 1000000),
    "toulouse-2022-quartier-9-approval.pb": ("approval", 9, 185, 400000),
}


def real(name: str) -> PabulibFile:
    if not (FOLDER / name).exists():
        pytest.skip(f"{name} is not beside the project")
    return read(FOLDER / name)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_is_read_whole(name: str) -> None:
    file = real(name)
    kind, projects, votes, budget = EXPECTED[name]
    assert (file.vote_type, len(file.projects), len(file.votes)) == (kind, projects, votes)
    assert file.budget == budget
    assert (file.whole("num_projects"), file.whole("num_votes")) == (projects, votes)
    assert [vote.problem for vote in file.votes if vote.problem] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recount_gives_the_columns_of_the_file(name: str) -> None:
    file = real(name)
    counted = recount(file, file.votes)
    assert {p.id: p.votes for p in file.projects} == counted.voters
    scores = {p.id: p.score for p in file.projects if p.score is not None}
    assert scores == {project: Decimal(counted.score[project]) for project in scores}
    assert bool(scores) == (file.vote_type in ("cumulative", "ordinal"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_written_again_passes_the_checker(name: str) -> None:
    assert findings(write(real(name))) == []


@pytest.mark.parametrize("name", EXPECTED)
def test_the_checker_accepts_real_files_but_for_the_known_faults_of_one(name: str) -> None:
    real(name)
    found = findings((FOLDER / name).read_text(encoding="utf-8"))
    if name.startswith("toulouse-2022"):
        assert sum("not a whole number" in finding for finding in found) == 9
        assert sum("the format has it before" in finding for finding in found) == len(found) - 9
    else:
        assert found == []
