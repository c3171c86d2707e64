"""Writing: what is written is read back, by us, by pabutools and past the checker."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from pabutools.election.pabulib import parse_pabulib_from_string

from kiosk.errors import PabulibError
from kiosk.pabulib.check import findings
from kiosk.pabulib.model import PabulibFile, PabulibProject, PabulibVote
from kiosk.pabulib.read import parse
from kiosk.pabulib.write import write

from .elections import APPROVAL, CUMULATIVE, EVERY_KIND, elections


@given(elections())
@settings(deadline=None)
def test_what_is_written_is_read_back(file: PabulibFile) -> None:
    again = parse(write(file), file.name)
    assert (again.meta, again.projects, again.votes) == (file.meta, file.projects, file.votes)


@given(elections())
@settings(deadline=None)
def test_what_is_written_passes_the_checker(file: PabulibFile) -> None:
    assert findings(write(file)) == []


@given(elections())
@settings(deadline=None)
def test_pabutools_reads_what_is_written(file: PabulibFile) -> None:
    instance, profile = parse_pabulib_from_string(write(file))
    costs = {project.name: int(project.cost) for project in instance}
    assert costs == {project.id: project.cost for project in file.projects}
    assert [{project.name for project in ballot} for ballot in profile] == [
        set(vote.choices) for vote in file.votes
    ]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_strict_file_is_written_as_it_was(kind: str) -> None:
    assert write(parse(EVERY_KIND[kind], "x.pb")) == EVERY_KIND[kind]


def approval() -> PabulibFile:
    return parse(APPROVAL, "x.pb")


def with_project(**changes: object) -> PabulibFile:
    file = approval()
    first = file.projects[0]
    values = {name: getattr(first, name) for name in PabulibProject.__slots__} | changes
    return replace(file, projects=(PabulibProject(**values), *file.projects[1:]))


def test_fields_come_in_the_documented_order_and_unknown_ones_last() -> None:
    file = with_project(other={"colour": "blue", "category": "Nature", "latitude": "43.6"})
    mixed = {"jury": "three", "comment": "#1: none", "subunit": "Est"} | dict(reversed(file.meta.items()))
    lines = write(replace(file, meta=mixed)).splitlines()
    assert [line.split(";")[0] for line in lines[2 : lines.index("PROJECTS")]] == [
        *("description", "country", "unit", "subunit", "instance", "num_projects", "num_votes", "budget"),
        *("vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "max_sum_cost"),
        *("comment", "jury"),
    ]
    assert lines[lines.index("PROJECTS") + 1] == (
        "project_id;cost;votes;name;category;selected;latitude;colour"
    )
    assert findings("\n".join(lines)) == []


@pytest.mark.parametrize(
    "hostile",
    [
        "a\nVOTES\nvoter_id;vote",
        "a\r\nb",
        "a\x00b\x1bc",
        "a\u2028b\u2029c\x85d\x0be",
        '"; DROP',
        "\ud800",
        "\n\n",
        "  edge  ",
    ],
)
def test_no_title_can_break_the_file(hostile: str) -> None:
    text = write(with_project(name=hostile, neighborhood=hostile, other={"proposer": hostile}))
    assert findings(text) == []
    assert len(text.splitlines()) == len(APPROVAL.splitlines())
    assert text.encode("utf-8")
    assert parse(text, "x.pb").votes == approval().votes


def test_a_control_character_becomes_a_space() -> None:
    assert parse(write(with_project(name="Un\nbanc")), "x.pb").projects[0].name == "Un banc"


@pytest.mark.parametrize(
    ("cost", "written"),
    [("1200.0", "4;1200;"), ("1E+3", "4;1000;"), ("1200.50", "4;1200.5;"), ("0.10", "4;0.1;")],
)
def test_costs_are_written_without_exponent_or_idle_zeros(cost: str, written: str) -> None:
    assert f"\n{written}" in write(with_project(cost=Decimal(cost)))


def test_numbers_in_meta_get_a_dot() -> None:
    file = approval()
    assert "\nbudget;1250.5\n" in write(replace(file, meta=file.meta | {"budget": "1 250,50"}))


def test_counts_are_those_of_the_rows() -> None:
    text = write(replace(approval(), votes=approval().votes[:1]))
    assert "\nnum_votes;1\n" in text


def test_keys_that_say_nothing_are_left_out() -> None:
    file = approval()
    assert "language" not in write(replace(file, meta=file.meta | {"language": "None"}))


def test_cumulative_votes_are_written_in_falling_points() -> None:
    file = parse(CUMULATIVE, "x.pb")
    vote = PabulibVote("a", ("7", "4", "16"), (1, 3, 3))
    assert "\na;4,16,7;3,3,1\n" in write(replace(file, votes=(vote, *file.votes[1:])))


def without(key: str) -> PabulibFile:
    file = approval()
    return replace(file, meta={name: value for name, value in file.meta.items() if name != key})


def with_vote(vote: PabulibVote) -> PabulibFile:
    return replace(approval(), votes=(vote, *approval().votes[1:]))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (without("country"), "META must also give country"),
        (without("vote_type"), "no vote_type"),
        (replace(approval(), meta=approval().meta | {"vote_type": "cumulative"}), "give max_sum_points"),
        (replace(approval(), meta=approval().meta | {"votes": "3"}), "META key 'votes' cannot be written"),
        (with_project(cost=None), "project 4 has no cost"),
        (with_project(id="16"), "project_id '16' is there 2 times"),
        (with_project(id="1,2"), "project_id '1,2' cannot be written"),
        (with_project(id="Votes"), "project_id 'Votes' cannot be written"),
        (with_project(id=" 4"), "cannot be written"),
        (with_project(id=""), "cannot be written"),
        (with_vote(PabulibVote("b", ("4",))), "voter_id 'b' is there 2 times"),
        (with_vote(PabulibVote("none", ("4",))), "voter_id 'none' cannot be written"),
        (with_vote(PabulibVote("a", ())), "the vote of a is blank"),
        (with_vote(PabulibVote("a", ("99",))), "names an unknown project"),
        (with_vote(PabulibVote("a", ("4",), problem="Line 3: odd.")), "has a problem"),
        (
            replace(parse(CUMULATIVE, "x.pb"), votes=(PabulibVote("a", ("4", "7"), (1,)),)),
            "gives 1 points for 2 projects",
        ),
    ],
)
def test_what_the_format_cannot_say_is_refused(file: PabulibFile, words: str) -> None:
    with pytest.raises(PabulibError, match=words):
        write(file)
