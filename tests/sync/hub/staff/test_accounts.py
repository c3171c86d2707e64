"""Accounts: what is refused, who may what, and the commands that make them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kiosk.cli import staff_accounts
from kiosk.cli.main import main
from sync.hub.staff.accounts import (
    PASSWORD_LEAST,
    AccountError,
    account_of,
    add_account,
    all_accounts,
    is_password,
    new_password,
    remove_account,
)
from sync.hub.staff.audit import entries
from sync.hub.staff.rights import RIGHTS, ROLE_NAMES, Right, Role
from tests.sync.hub.staff.desk import PASSWORD, Desk, desk, french, make_account
from tests.world import World


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("", PASSWORD, "name_wrong"),
        ("é", PASSWORD, "name_wrong"),
        ("a b", PASSWORD, "name_wrong"),
        ("-a", PASSWORD, "name_wrong"),
        ("a" * 41, PASSWORD, "name_wrong"),
        ("claire", "x" * (PASSWORD_LEAST - 1), "password_short"),
        ("claire", "aabbccdd" * 17, "password_long"),
        ("claire", "a" * 20, "password_is_name"),
        ("claire", "je suis Claire 1", "password_is_name"),
        ("TAKEN", PASSWORD, "name_taken"),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_changes_nothing(
    world: World, name: str, password: str, reason: str
) -> None:
    make_account(world.hub, Role.FLEET, "taken")
    with pytest.raises(AccountError) as refused:
        add_account(world.hub, name, Role.FLEET, password)
    assert refused.value.reason == reason
    assert [account.id for account in all_accounts(world.hub)] == ["taken"]


def test_only_a_project_team_is_bound_to_consultations(world: World) -> None:
    team = make_account(world.hub, Role.PROJECT_TEAM, consultations=("budget-participatif",))
    assert (team.may_see("budget-participatif"), team.may_see("another")) == (True, False)
    assert account_of(world.hub, team.id) == team
    assert make_account(world.hub, Role.PROJECT_TEAM, "all").may_see("another")
    with pytest.raises(AccountError) as refused:
        make_account(world.hub, Role.FLEET, consultations=("budget-participatif",))
    assert refused.value.reason == "only_teams_are_bound"


def test_every_role_has_a_name_and_rights_and_every_right_a_role() -> None:
    assert RIGHTS.keys() == ROLE_NAMES.keys() == set(Role)
    assert frozenset().union(*RIGHTS.values()) == set(Right)
    assert [role for role in Role if Right.ACCOUNTS in RIGHTS[role]] == [Role.ADMINISTRATOR]
    assert tuple(role.value for role in Role) == staff_accounts.ROLES


def test_the_last_administrator_stays_while_others_are_there(world: World) -> None:
    make_account(world.hub, Role.ADMINISTRATOR, "one")
    make_account(world.hub, Role.FLEET, "other")
    with pytest.raises(AccountError) as refused:
        remove_account(world.hub, "one")
    assert refused.value.reason == "last_administrator"
    make_account(world.hub, Role.ADMINISTRATOR, "two")
    remove_account(world.hub, "one")
    assert [account.id for account in all_accounts(world.hub)] == ["other", "two"]


def test_passwords_that_are_made_differ_and_are_long_enough() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    allowed = set("abcdefghjkmnpqrstuvwxyz23456789-")
    assert all(len(password) == 23 and set(password) <= allowed for password in made)


def run(world: World, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """One command; gives its exit code and what it said."""
    code = main(["hub", "account", *arguments, "--folder", str(world.hub.folder.path)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_account_is_made_listed_given_another_password_and_removed(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    make_account(world.hub, Role.ADMINISTRATOR, "boss")
    code, out, _ = run(
        world,
        capsys,
        *("add", "equipe", "--role", "project_team", "--name", "L’équipe\x1b[2J", "--print", "--json"),
        *("--consultation", "budget-participatif"),
    )
    made = json.loads(out)
    assert (code, made["role"], made["name"]) == (0, "project_team", "L’équipe\N{REPLACEMENT CHARACTER}[2J")
    assert is_password(world.hub, "equipe", made["password"])
    _, out, _ = run(world, capsys, "list", "--json")
    assert [(row["account"], row["consultations"]) for row in json.loads(out)] == [
        ("boss", []),
        ("equipe", ["budget-participatif"]),
    ]
    code, out, _ = run(world, capsys, "password", "equipe", "--print", "--json")
    assert code == 0
    assert not is_password(world.hub, "equipe", made["password"])
    assert is_password(world.hub, "equipe", json.loads(out)["password"])
    assert run(world, capsys, "remove", "equipe")[0] == 0
    code, _, err = run(world, capsys, "remove", "equipe")
    assert (code, err) == (1, "No account is called equipe.\n")


def test_a_password_is_never_an_argument_and_needs_a_terminal(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("quatre mots sans lien\n" * 2))
    code, _, err = run(world, capsys, "add", "claire", "--role", "fleet")
    assert (code, "--print" in err, all_accounts(world.hub)) == (2, True, [])
    code, _, err = run(
        world, capsys, "add", "equipe", "--role", "project_team", "--consultation", "x", "--print"
    )
    assert code == 2
    assert err.startswith("No published consultation is called x. Known: bp-precedent, ")


def test_the_files_of_the_database_hold_no_password(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(world, capsys, "add", "claire", "--role", "fleet", "--print", "--json")
    world.hub.close()
    files: list[Path] = list(world.hub.folder.path.glob("hub.db*"))
    assert files
    assert not any(json.loads(out)["password"].encode() in file.read_bytes() for file in files)


def test_an_administrator_makes_changes_and_removes_accounts_on_a_page(world: World, boss: Desk) -> None:
    page = boss.send(
        boss.get("/accounts"),
        "/accounts",
        name="Equipe",
        role="project_team",
        consultation=["nom-de-la-place", "no-such"],
    )
    password = page.soup.select_one("#password").get_text()  # type: ignore[union-attr]
    made = account_of(world.hub, "equipe")
    assert made is not None
    assert (made.role, made.consultations, made.must_change) == (
        Role.PROJECT_TEAM,
        frozenset({"nom-de-la-place"}),
        True,
    )
    with desk(world.hub) as other:
        assert other.sign_in("equipe", password).title == french("Your password")
        boss.send(boss.get("/accounts/equipe"), "/role", role="fleet")
        assert other.get("/", follow=False).status == 303
    made = account_of(world.hub, "equipe")
    assert made is not None
    assert (made.role, made.consultations) == (Role.FLEET, frozenset())
    again = boss.send(boss.get("/accounts/equipe"), "/password")
    assert not is_password(world.hub, "equipe", password)
    assert is_password(world.hub, "equipe", again.soup.select_one("#password").get_text())  # type: ignore[union-attr]
    assert boss.send(boss.get("/accounts/equipe"), "/remove").status == 422
    assert boss.send(boss.get("/accounts/equipe"), "/remove", sure="yes").status == 200
    assert account_of(world.hub, "equipe") is None
    assert [line.act for line in entries(world.hub, 4)] == [
        "account_removed",
        "password_given",
        "role_changed",
        "signed_in",
    ]
    assert not any(password in line.subject for line in entries(world.hub, 50))


def test_an_administrator_does_not_lock_the_door_behind_everybody(world: World, boss: Desk) -> None:
    make_account(world.hub, Role.FLEET)
    mine = boss.get("/accounts/administrator")
    assert boss.send(mine, "/role", role="fleet").status == 422
    assert boss.send(mine, "/remove", sure="yes").status == 422
    assert boss.send(boss.get("/accounts"), "/accounts", name="fleet", role="fleet").status == 422
    assert boss.get("/accounts/nobody").status == 404
    found = account_of(world.hub, "administrator")
    assert found is not None
    assert found.role is Role.ADMINISTRATOR
