"""Where things go: what a pull left says it, and a file of the staff says it better."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.errors import FormatError
from sync.decidim.target_files import FILE, load_targets
from sync.decidim.targets import Class, Target

SIDECAR = {
    "activities": {
        "proposals-12": {"component": "12", "kind": "Proposals"},
        "debate-77": {"component": "14", "kind": "Debates"},
        "budget-15": {"component": "15", "kind": "Budgets"},
    }
}


@pytest.fixture
def pulled(tmp_path: Path) -> Path:
    """A hub's folder after a pull."""
    (tmp_path / "drafts").mkdir()
    (tmp_path / "decidim").mkdir()
    (tmp_path / "drafts" / "canal.origin.json").write_text(json.dumps(SIDECAR))
    answers = {"component.12.proposal_length": "900", "component.12.writing": "yes"}
    (tmp_path / "decidim" / "answers.json").write_text(json.dumps(answers))
    return tmp_path


def told(folder: Path, **activities: object) -> None:
    """What staff wrote."""
    content = {"format": "kiosk-targets/1", "activities": activities}
    (folder / FILE).write_text(json.dumps(content))


def test_what_was_pulled_is_called_there_as_here(pulled: Path) -> None:
    targets = load_targets(pulled, locale="oc").activities
    ideas, debate, budget = (targets[name] for name in SIDECAR["activities"])
    assert (ideas.component, ideas.proposal_length, ideas.locales) == ("12", 900, ("oc",))
    assert (ideas.post_of("345"), ideas.post_of("k-k7qm3f9tx2"), ideas.post_of("")) == ("345", "", "")
    assert (debate.debate, ideas.debate) == ("77", None)
    assert (budget.project_of("101"), budget.project_of("fontaine")) == ("101", "")
    assert ideas.classes_of("category-3", "scope-5") == Class(category="3", scope="5")
    assert ideas.classes_of("taxonomy-31", "canal", "") == Class(taxonomies=("31",))


def test_what_staff_say_goes_before_what_was_pulled(pulled: Path) -> None:
    told(pulled, **{"proposals-12": {"component": "99"}, "canal-idees": {"component": "7"}})
    targets = load_targets(pulled).activities
    assert (targets["proposals-12"].component, targets["proposals-12"].proposal_length) == ("99", 900)
    assert targets["proposals-12"].pulled
    assert targets["canal-idees"] == Target(component="7")
    assert targets["canal-idees"].post_of("345") == ""
    assert targets["debate-77"].debate == "77"


def test_nothing_at_all_is_refused(tmp_path: Path, pulled: Path) -> None:
    with pytest.raises(FormatError, match="is missing"):
        load_targets(pulled, pulled / "elsewhere.json")
    (pulled / "drafts" / "canal.origin.json").unlink()
    with pytest.raises(FormatError, match="is missing"):
        load_targets(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"activities": {"a": 1}}',
        b'{"activities": 1}',
        b'{"activities": {"a": {"component": "x"}}}',
        b'{"activities": {"a": {"component": "1", "unknown": 1}}}',
        b'{"activities": {"a": {"component": "1", "locales": []}}}',
        b'{"format": "kiosk-targets/2"}',
        b"\xff",
    ],
)
def test_a_malformed_file_is_one_sentence_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(FormatError) as caught:
        load_targets(tmp_path)
    assert FILE in str(caught.value)


@pytest.mark.parametrize("content", [b"x", b'{"activities": []}', b'{"activities": {"a": 3}}'])
def test_a_malformed_sidecar_is_refused(pulled: Path, content: bytes) -> None:
    (pulled / "drafts" / "canal.origin.json").write_bytes(content)
    with pytest.raises(FormatError):
        load_targets(pulled)
