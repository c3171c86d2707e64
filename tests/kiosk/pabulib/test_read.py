"""Reading: each oddity of real files, and each refusal with file and line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import PabulibError
from kiosk.pabulib.check import findings
from kiosk.pabulib.model import PabulibFile
from kiosk.pabulib.read import parse, read
from kiosk.pabulib.recount import recount

from .elections import APPROVAL, CHOOSE_ONE, CUMULATIVE, EVERY_KIND, ORDINAL, changed


def read_changed(old: str, new: str, text: str = APPROVAL) -> PabulibFile:
    return parse(changed(text, old, new), "x.pb")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_each_kind_of_vote_is_read(kind: str) -> None:
    file = parse(EVERY_KIND[kind], "x.pb")
    assert file.vote_type == kind
    assert [vote.problem for vote in file.votes if vote.problem] == []


def test_what_is_read_is_what_stands_there() -> None:
    file = parse(CUMULATIVE, "x.pb")
    first = file.projects[0]
    assert (first.id, first.cost, first.votes, first.score) == ("4", Decimal(200), 2, Decimal(5))
    assert (file.votes[0].voter_id, file.votes[0].choices, file.votes[0].points) == (
        "a",
        ("4", "16", "7"),
        (3, 3, 1),
    )


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param("\ufeff" + APPROVAL, id="byte-order mark"),
        pytest.param(APPROVAL.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(APPROVAL.replace("\n", "\r"), id="CR"),
        pytest.param(APPROVAL + "\n\n  \n;;\n", id="blank lines at the end"),
        pytest.param(APPROVAL.replace("PROJECTS", "\nPROJECTS"), id="blank line inside"),
        pytest.param(
            APPROVAL.replace("META", "Meta").replace("PROJECTS", "projects").replace("VOTES", " votes ;"),
            id="section names in any case",
        ),
        pytest.param(APPROVAL.replace("\n", ";;\n"), id="trailing empty cells"),
        pytest.param(APPROVAL.replace("key;value\n", ""), id="META without its header"),
        pytest.param(
            APPROVAL.replace("b;16,4", "b ; 16 , 4,").replace("7;80;1", " 7 ; 80 ; 1"), id="spaces around ids"
        ),
        pytest.param(APPROVAL.replace(";200;", ";200.00;").replace(";80;", ";80,0;"), id="decimal costs"),
        pytest.param(APPROVAL.replace("4;200", '"4";"200"'), id="quoted cells"),
        pytest.param(APPROVAL.replace("vote_type", "Vote_Type"), id="capitals in keys"),
        pytest.param(APPROVAL.replace("budget;300", "budget;3e+02"), id="exponent"),
    ],
)
def test_odd_form_changes_nothing_in_what_is_read(odd: str) -> None:
    file, plain = parse(odd, "x.pb"), parse(APPROVAL, "x.pb")
    assert odd != APPROVAL
    assert (file.projects, file.votes, file.budget) == (plain.projects, plain.votes, plain.budget)
    assert list(file.meta) == list(plain.meta)


def test_a_semicolon_in_quotes_belongs_to_the_text() -> None:
    assert parse(APPROVAL, "x.pb").projects[1].name == "Bancs; tables"


def test_a_meta_value_keeps_a_semicolon_without_quotes() -> None:
    assert read_changed("unit;Toulouse", "unit;Toulouse;Est").meta["unit"] == "Toulouse;Est"


def test_columns_may_come_in_any_order() -> None:
    text = APPROVAL[: APPROVAL.index("PROJECTS")] + (
        "PROJECTS\nname;votes;project_id;cost;district\nCompost;2;4;200;Est\nVOTES\nvote;voter_id\n4;a\n"
    )
    file = parse(text, "x.pb")
    project = file.projects[0]
    assert (project.id, project.cost, project.votes, project.name) == ("4", Decimal(200), 2, "Compost")
    assert project.other == {"district": "Est"}
    assert (file.votes[0].voter_id, file.votes[0].choices) == ("a", ("4",))


def test_optional_columns_may_be_missing() -> None:
    text = CHOOSE_ONE.replace("project_id;cost;votes\n4;200;2\n16;100;0", "project_id\n4\n16")
    project = parse(text, "x.pb").projects[0]
    assert (project.cost, project.votes, project.score, project.selected) == (None, None, None, None)


def test_short_rows_leave_the_last_cells_absent() -> None:
    project = read_changed("7;80;1;Fontaine;0", "7;80").projects[2]
    assert (project.votes, project.name, project.selected) == (None, "", None)


@pytest.mark.parametrize("word", ["none", "None", "NONE", ""])
def test_none_counts_as_absent(word: str) -> None:
    file = read_changed("7;80;1;Fontaine;0", f"7;{word};{word};{word};{word}")
    project = file.projects[2]
    assert (project.cost, project.votes, project.name, project.selected) == (None, None, "", None)
    assert not read_changed("max_length;2", f"max_length;{word}").explicit("max_length")


@pytest.mark.parametrize("row", ["a;", "a", "a;none", "a; , "])
def test_an_empty_vote_is_a_vote_without_choices(row: str) -> None:
    vote = read_changed("\na;4\n", f"\n{row}\n").votes[0]
    assert (vote.voter_id, vote.choices, vote.problem) == ("a", (), "")


def test_the_same_voter_twice_is_kept_twice() -> None:
    assert [vote.voter_id for vote in read_changed("\nb;", "\na;").votes] == ["a", "a", "c"]


def test_the_order_of_the_file_is_kept_even_where_points_rise() -> None:
    vote = read_changed("4,16,7;3,3,1", "7,4,16;1,3,3", CUMULATIVE).votes[0]
    assert (vote.choices, vote.points) == (("7", "4", "16"), (1, 3, 3))


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("3,3", "2 points stand for 3 projects"),
        ("", "0 points stand for 3 projects"),
        ("3,2.5,1", "not all whole numbers"),
        ("3,x,1", "not all whole numbers"),
        ("3,²,1", "not all whole numbers"),
        pytest.param("9" * 5000 + ",1,1", "not all whole numbers", id="5000 digits"),
    ],
)
def test_odd_points_make_a_problem_of_one_vote_and_not_of_the_file(points: str, words: str) -> None:
    file = read_changed("4,16,7;3,3,1", f"4,16,7;{points}", CUMULATIVE)
    assert words in file.votes[0].problem
    assert "Line 26" in file.votes[0].problem
    assert file.votes[1].problem == ""


def test_points_with_decimals_that_are_zero_are_whole() -> None:
    assert read_changed("3,3,1", "3.0,3,1.00", CUMULATIVE).votes[0].points == (3, 3, 1)


def test_a_vote_for_an_unknown_project_is_kept_with_its_problem() -> None:
    vote = read_changed("\nb;16,4", "\nb;16,99").votes[1]
    assert vote.choices == ("16", "99")
    assert "project 99 is not in PROJECTS" in vote.problem


def test_a_vote_with_a_cell_too_many_is_kept_with_its_problem() -> None:
    assert "more cells than columns" in read_changed("\nb;16,4", "\nb;16;4").votes[1].problem


def test_latin_1_is_read_where_utf_8_fails(tmp_path: Path) -> None:
    path = tmp_path / "old.pb"
    path.write_bytes(APPROVAL.encode("latin-1"))
    assert read(path).meta["description"] == "Mes idées pour mon quartier"


def test_utf_8_is_preferred_with_or_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "new.pb"
    for encoding in ("utf-8", "utf-8-sig"):
        path.write_text(APPROVAL, encoding=encoding)
        assert read(path) == parse(APPROVAL, "new.pb")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PabulibError, match=r"nowhere\.pb cannot be read"):
        read(tmp_path / "nowhere.pb")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"META is missing"),
        ("<html>\n" + APPROVAL, r"line 1: META is expected first"),
        (APPROVAL[: APPROVAL.index("VOTES")], "VOTES is missing"),
        (APPROVAL[: APPROVAL.index("VOTES")] + "VOTES\n", "VOTES has no header line"),
        (APPROVAL[: APPROVAL.index("PROJECTS")] + "VOTES\nvoter_id;vote\n", "PROJECTS is missing"),
        (APPROVAL[APPROVAL.index("PROJECTS") :], "META is missing"),
        (changed(APPROVAL, "vote_type;approval\n", ""), "no vote_type"),
        (changed(APPROVAL, ";approval", ";scoring"), "scoring is not supported"),
        (changed(APPROVAL, "project_id;cost", "id;cost"), "line 18: PROJECTS has no column project_id"),
        (changed(APPROVAL, "voter_id;vote", "voter_id;choice"), "line 23: VOTES has no column vote"),
        (changed(CUMULATIVE, "vote;points", "vote;marks"), "VOTES has no column points"),
        (changed(APPROVAL, "cost;votes", "cost;cost"), "the column cost twice"),
        (changed(APPROVAL, "7;80;", "4;80;"), "line 21: project_id 4 is already taken"),
        (changed(APPROVAL, "7;80;", ";80;"), "line 21: project_id is empty"),
        (changed(APPROVAL, "7;80;", "7;cheap;"), "line 21: cost is 'cheap'"),
        (changed(APPROVAL, "7;80;", "7;inf;"), "line 21: cost is 'inf'"),
        (changed(APPROVAL, "7;80;1", "7;80;1.5"), "line 21: votes is '1.5'"),
        (changed(APPROVAL, "Fontaine;0", "Fontaine; eau;0"), "line 21: there are more cells than columns"),
        (
            APPROVAL.split("4;200")[0] + "VOTES\nvoter_id;vote\n",
            "no rows",
        ),
        (changed(APPROVAL, "Compost", '"Compost'), "line 19: a quote"),
        (changed(APPROVAL, "\na;4", '\na;"4'), "line 24: a quote"),
        pytest.param(
            changed(APPROVAL, "Compost", "x" * 200_000), "line 19: the line cannot be cut", id="a huge cell"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(PabulibError, match=words) as refusal:
        parse(text, "odd.pb")
    assert str(refusal.value).startswith("odd.pb")


def test_a_text_may_run_over_lines_when_its_quotes_close() -> None:
    assert read_changed("Compost", '"Compost\net terre"').projects[0].name == "Compost\net terre"


def test_numbers_in_meta_are_read_on_demand() -> None:
    file = read_changed("budget;300", "budget;1 250 000,50")
    assert file.budget == Decimal("1250000.50")
    assert file.number("min_sum_cost") is None
    assert file.whole("max_length") == 2
    with pytest.raises(PabulibError, match="budget in META is '1 250 000,50', not a whole number"):
        file.whole("budget")


@pytest.mark.parametrize("written", ["much", "nan", "inf", "1_000", "1e999999", "٣"])
def test_a_budget_that_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(PabulibError, match=r"x\.pb: budget in META"):
        _ = read_changed("budget;300", f"budget;{written}").budget


def test_a_file_without_budget_is_read_and_says_so_when_asked() -> None:
    file = read_changed("budget;300\n", "")
    with pytest.raises(PabulibError, match="META has no budget"):
        _ = file.budget


def test_counts_may_be_missing_from_meta() -> None:
    file = parse(changed(changed(ORDINAL, "num_votes;2\n", ""), "num_projects;3\n", ""), "x.pb")
    assert (len(file.votes), file.whole("num_votes")) == (2, None)


def test_ten_thousand_ballots_are_read_and_recounted() -> None:
    head = CUMULATIVE[: CUMULATIVE.index("a;4,16,7")]
    file = parse(head + "".join(f"v{n};4,16;3,{n % 3}\n" for n in range(12_000)), "large.pb")
    assert len(file.votes) == 12_000
    counted = recount(file, file.votes)
    assert counted.score == {"4": 36_000, "16": 12_000, "7": 0}
    assert counted.voters == {"4": 12_000, "16": 12_000, "7": 0}


PIECES = (
    *("META", "PROJECTS", "VOTES", "key;value", "vote_type;approval", "vote_type;cumulative", "budget;1e99"),
    *("project_id;cost", "voter_id;vote;points", "4;200", "a;4;1", '"', ";", ",", "\x00", "none", "-1", "é"),
)
files = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=20).map("\n".join),
    st.tuples(st.sampled_from(list(EVERY_KIND.values())), st.integers(0, 600), st.text(max_size=5)).map(
        lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] :]
    ),
)


@given(files)
@settings(deadline=None)
def test_any_text_is_read_or_refused_with_the_name_of_the_file(text: str) -> None:
    try:
        outcome = parse(text, "odd.pb").name
    except PabulibError as refusal:
        outcome = str(refusal)
    assert outcome.startswith("odd.pb")


@given(files)
@settings(deadline=None)
def test_the_checker_has_findings_for_what_the_reader_refuses(text: str) -> None:
    found = findings(text)
    try:
        parse(text, "odd.pb")
    except PabulibError:
        assert found


@pytest.mark.parametrize("more", ["EXTRA\nfoo;bar\n1;4\n", "VOTES\nvoter_id;vote\n9;4\n"])
def test_the_rows_of_another_section_are_never_votes(more: str) -> None:
    with pytest.raises(PabulibError, match="section"):
        parse(APPROVAL + more, "x.pb")


@pytest.mark.parametrize("vote", [",4", "4,,16"])
def test_an_empty_place_in_a_vote_is_not_repaired(vote: str) -> None:
    file = parse(APPROVAL + f"z;{vote}\n", "x.pb")
    assert "empty" in file.votes[-1].problem
