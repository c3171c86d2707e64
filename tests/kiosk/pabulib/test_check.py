"""The checker: silent on sound files, and one finding for each rule that is broken."""

from __future__ import annotations

import pytest

from kiosk.pabulib.check import findings

from .elections import APPROVAL, CHOOSE_ONE, CUMULATIVE, EVERY_KIND, ORDINAL, changed


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_sound_file_has_no_findings(kind: str) -> None:
    assert findings(EVERY_KIND[kind]) == []


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_blank_line_at_the_end_is_tolerated(end: str) -> None:
    assert findings(APPROVAL + end) == []


def test_unknown_fields_are_allowed() -> None:
    text = changed(APPROVAL, "max_sum_cost;300", "max_sum_cost;300\njury;three")
    for row, cell in (("voter_id;vote\n", "kiosk"), ("\na;4\n", "1"), ("b;16,4\n", "2"), ("c;7,16\n", "3")):
        text = changed(text, row, f"{row.rstrip()};{cell}\n")
    assert findings(text) == []


CASES = [
    # shape
    (APPROVAL, "PROJECTS", "\nPROJECTS", "Line 17 is blank."),
    (APPROVAL, "c;7,16\n", "c;7,16\n\n\n", "Line 27 is blank."),
    (APPROVAL, "META", "\ufeffMETA", "byte-order mark"),
    (APPROVAL, "META", "Meta", "Line 1 stands before the section META."),
    (APPROVAL, "VOTES", "VOTES\nvoter_id;vote\nVOTES", "the section VOTES is repeated"),
    (APPROVAL, "PROJECTS", "VOTES", "The sections are META, VOTES, not META, PROJECTS, VOTES."),
    (APPROVAL, "key;value\n", "", "META does not start with key;value."),
    (APPROVAL, "\na;4", "\na;4;5", "Line 24 has 3 cells for the 2 columns of VOTES."),
    (APPROVAL, "\na;4", "\na; 4", "Line 24 has a cell with blanks at its edge."),
    (APPROVAL, "\na;4", '\na;"4', "cannot be cut into cells"),
    (APPROVAL, "min_length;1", "min_length;1\nmin_length;1", "META gives min_length twice."),
    (APPROVAL, "cost;votes", "cost;votes;votes", "PROJECTS has the column votes twice."),
    # META: presence, order, type
    (APPROVAL, "country;France\n", "", "META does not give country."),
    (APPROVAL, "country;France", "country;", "META does not give country."),
    (CUMULATIVE, "max_sum_points;7\n", "", "META does not give max_sum_points."),
    (
        APPROVAL,
        "country;France\nunit;Toulouse",
        "unit;Toulouse\ncountry;France",
        "META has country after unit; the format has it before.",
    ),
    (APPROVAL, "max_length;2", "max_length;two", "META max_length is two, not a whole number."),
    (APPROVAL, "max_length;2", "max_length;2.0", "META max_length is 2.0, not a whole number."),
    (APPROVAL, ";approval", ";scoring", "META vote_type is scoring"),
    (APPROVAL, ";greedy", ";lottery", "META rule is lottery"),
    (APPROVAL, "max_sum_cost;300", "language;French", "META language is French"),
    (APPROVAL, "max_sum_cost;300", "currency;€", "META currency is €"),
    (APPROVAL, "max_sum_cost;300", "fully_funded;0", "META fully_funded is 0, not 1."),
    (APPROVAL, "max_sum_cost;300", "experimental;yes", "META experimental is yes, not 1."),
    (APPROVAL, "max_sum_cost;300", "comment;two blank ballots", "META comment is two blank ballots"),
    # commas in numbers
    (APPROVAL, "budget;300", "budget;300,5", "META budget has a comma in a number: 300,5."),
    (APPROVAL, "max_sum_cost;300", "max_sum_cost;280,5", "META max_sum_cost has a comma in a number"),
    (APPROVAL, "7;80;", "7;80,5;", "project 7: cost has a comma in a number: 80,5."),
    # dates
    (APPROVAL, "01.09.2026", "2026-09-01", "META date_begin is 2026-09-01, not a date"),
    (APPROVAL, "30.09.2026", "31.09.2026", "META date_end is 31.09.2026, not a date"),
    (APPROVAL, "30.09.2026", "31.08.2026", "date_end 31.08.2026 is before date_begin 01.09.2026."),
    (ORDINAL, "date_begin;2025", "date_begin;2027", "date_end 2026 is before date_begin 2027."),
    # counts
    (APPROVAL, "num_votes;3", "num_votes;4", "META num_votes is 4, and there are 3 rows."),
    (APPROVAL, "num_projects;3", "num_projects;2", "META num_projects is 2, and there are 3 rows."),
    # PROJECTS
    (CHOOSE_ONE, "project_id;cost", "project;cost", "PROJECTS has no column project_id."),
    (CHOOSE_ONE, "project_id;cost", "project_id;price", "PROJECTS has no column cost."),
    (CHOOSE_ONE, "cost;votes", "cost;chosen", "PROJECTS has neither votes nor score."),
    (APPROVAL, "votes;name;selected", "votes;selected;name", "PROJECTS has name after selected"),
    (APPROVAL, "7;80;", "4;80;", "project 4 is there 2 times."),
    (APPROVAL, "7;80;", ";80;", "project (without id) has no project_id."),
    (APPROVAL, "7;80;", "7;;", "project 7: cost is empty, not a whole number."),
    (APPROVAL, "7;80;", "7;80.5;", "project 7: cost is 80.5, not a whole number."),
    (APPROVAL, "7;80;", "7;0;", "project 7: cost is 0, not above 0."),
    (APPROVAL, "7;80;", "7;301;", "project 7: cost 301 is above the budget 300."),
    (APPROVAL, "7;80;1", "7;80;x", "project 7: votes is x, not a whole number."),
    (APPROVAL, "Fontaine;0", "Fontaine;4", "project 7: selected is 4, not 0, 1, 2 or 3."),
    (CHOOSE_ONE, "cost;votes\n4;200;2", "cost;votes;latitude\n4;200;2;north", "project 4: latitude is north"),
    # VOTES
    (APPROVAL, "voter_id;vote", "voter;vote", "VOTES has no column voter_id."),
    (APPROVAL, "voter_id;vote", "voter_id;choice", "VOTES has no column vote."),
    (CUMULATIVE, "vote;points", "vote;marks", "VOTES has no column points."),
    (CHOOSE_ONE, "voter_id;vote\na;4", "vote;voter_id\n4;a", "VOTES has voter_id after vote"),
    (APPROVAL, "\nb;", "\na;", "voter a is there 2 times."),
    (APPROVAL, "\nb;", "\n;", "voter (without id) has no voter_id."),
    (APPROVAL, "\na;4", "\na;99", "voter a: project 99 is not in PROJECTS."),
    (APPROVAL, "b;16,4", "b;16,16", "voter b: project 16 is there 2 times."),
    (APPROVAL, "c;7,16", "c;7,16,4", "voter c: the number of projects 3 is above 2."),
    (APPROVAL, "min_length;1", "min_length;2", "voter a: the number of projects 1 is below 2."),
    (APPROVAL, "\na;4", "\na;", "voter a: the number of projects 0 is below 1."),
    (ORDINAL, "a;16,4", "a;16,4,7,16", "voter a: the number of projects 4 is above 3."),
    (CHOOSE_ONE, "a;4", "a;4,16", "voter a: the number of projects 2 is above 1."),
    (APPROVAL, "max_sum_cost;300", "max_sum_cost;250", "voter b: the sum of costs 300 is above 250."),
    (
        APPROVAL,
        "min_length;1\nmax_length;2\n",
        "min_length;1\nmax_length;2\nmin_sum_cost;190\n",
        "is below 190.",
    ),
    (CHOOSE_ONE, "vote\na;4", "vote;sex\na;4;X", "voter a: sex is X, not M, F or O."),
    (CHOOSE_ONE, "vote\na;4", "vote;age\na;4;old", "voter a: age is old"),
    (CHOOSE_ONE, "vote\na;4", "vote;voting_method\na;4;kiosk", "voter a: voting_method is kiosk"),
    # points
    (CUMULATIVE, "4,16,7;3,3,1", "4,16,7;3,3", "voter a: 2 points stand for 3 projects."),
    (CUMULATIVE, "b;4;2", "b;4;", "voter b: 0 points stand for 1 projects."),
    (CUMULATIVE, "b;4;2", "b;4;2.5", "voter b: points are not all whole numbers."),
    (CUMULATIVE, "4,16,7;3,3,1", "4,16,7;1,3,3", "voter a: points do not fall."),
    (CUMULATIVE, "b;4;2", "b;4;4", "voter b: points 4 is above 3."),
    (CUMULATIVE, "b;4;2", "b;4;0", "voter b: points 0 is below 1."),
    (CUMULATIVE, "max_sum_points;7", "max_sum_points;6", "voter a: the sum of points 7 is above 6."),
    (CUMULATIVE, "min_sum_points;2", "min_sum_points;3", "voter b: the sum of points 2 is below 3."),
    # recount
    (APPROVAL, "7;80;1", "7;80;2", "project 7: votes is 2, and a recount gives 1."),
    (CUMULATIVE, "4;200;2;5", "4;200;2;6", "project 4: score is 6, and a recount gives 5."),
    (ORDINAL, "16;100;2;3", "16;100;2;4", "project 16: score is 4, and a recount gives 3."),
    (CHOOSE_ONE, "cost;votes", "cost;score", "PROJECTS has a score, and choose-1 has no points to sum."),
    # winners
    (APPROVAL, "Fontaine;0", "Fontaine;1", "The selected projects cost 380, above the budget 300."),
    (APPROVAL, "Compost;1", "Compost;0", "project 4: not selected, and the budget left, 200, would pay it."),
]


@pytest.mark.parametrize(("text", "old", "new", "words"), CASES)
def test_each_broken_rule_is_found(text: str, old: str, new: str, words: str) -> None:
    found = findings(changed(text, old, new))
    assert any(words in finding for finding in found), found


GREEDY = APPROVAL.replace("4;200;2;Compost;1", "4;200;2;Compost;0")


def test_a_leftover_matters_for_greedy_only() -> None:
    found = findings(changed(GREEDY, ";greedy", ";unknown"))
    assert found == []


def test_a_winner_that_greedy_would_not_take_is_found() -> None:
    text = changed(changed(APPROVAL, "4;200;2;Compost;1", "4;230;2;Compost;0"), "Fontaine;0", "Fontaine;1")
    found = [finding for finding in findings(text) if "greedy" in finding or "budget left" in finding]
    assert found == []
    text = changed(changed(text, "4;230;2", "4;200;2"), "\nb;16,4", "\nb;4")
    text = changed(changed(text, "16;100;2", "16;100;1"), "7;80;1", "7;180;1")
    found = [finding for finding in findings(text) if "greedy" in finding]
    assert found == ["project 4: not selected, and greedy would have taken it with 300 left."]


def test_a_tie_may_be_broken_either_way() -> None:
    tied = changed(APPROVAL, "budget;300", "budget;250")
    tied = changed(changed(tied, "Fontaine;0", "Fontaine;1"), "4;200;2;Compost;1", "4;200;2;Compost;0")
    assert [finding for finding in findings(tied) if "not selected" in finding] == []
    other = changed(changed(tied, "Compost;0", "Compost;1"), 'tables";1', 'tables";0')
    other = changed(other, "Fontaine;1", "Fontaine;0")
    assert [finding for finding in findings(other) if "not selected" in finding] == []


def test_what_is_no_pb_file_gives_findings_and_no_error() -> None:
    assert len(findings("")) > 3
    assert findings("nonsense")[0] == "Line 1 stands before the section META."
