"""Signing in: who gets in, how slowly one may guess, when a session ends, and what another site can do."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from kiosk.settings import HubSettings
from sync.demo import STAFF_ACCOUNT, STAFF_PASSWORD, make_demo
from sync.hub.staff.accounts import remove_account, set_password
from sync.hub.staff.audit import entries
from sync.hub.staff.gate import back_to
from sync.hub.staff.rights import Role
from sync.hub.staff.tables import accounts, sessions
from sync.hub.staff.throttle import BY_ACCOUNT, charge, clear
from sync.hub.store import HubStore
from tests.sync.hub.staff.desk import PASSWORD, Desk, desk, french, make_account
from tests.world import World


def acts(world: World) -> list[tuple[str, str]]:
    """Who did what, the newest first."""
    return [(line.account, line.act) for line in entries(world.hub, 50)]


def test_the_right_password_opens_and_the_cookie_is_no_secret_of_the_database(
    world: World, at_desk: Desk
) -> None:
    account = make_account(world.hub, Role.FLEET)
    page = at_desk.sign_in(account)
    assert (page.status, page.title) == (200, french("Hello {name}", name=account.name))
    token = at_desk.client.cookies["kiosk-staff"]
    with world.hub.reading() as connection:
        held = list(connection.scalars(select(sessions.c.digest)))
        stored = connection.scalar(select(accounts.c.password))
    assert held == [hashlib.sha256(token.encode()).hexdigest()]
    assert stored is not None
    assert stored.startswith("$argon2id$")
    world.hub.close()
    for file in world.hub.folder.path.glob("hub.db*"):
        content = file.read_bytes()
        assert token.encode() not in content
        assert PASSWORD.encode() not in content
    assert acts(world) == [("fleet", "signed_in")]


def test_a_wrong_password_and_an_unknown_account_are_refused_alike(world: World, at_desk: Desk) -> None:
    make_account(world.hub, Role.FLEET)
    refused = [at_desk.sign_in(name, "rien de tout cela") for name in ("fleet", "nobody")]
    assert [page.status for page in refused] == [401, 401]
    said = [page.soup.select_one(".errors").get_text(strip=True) for page in refused]  # type: ignore[union-attr]
    assert said[0] == said[1]
    assert at_desk.get("/", follow=False).status == 303
    assert acts(world) == [("fleet", "sign_in_refused")]


def test_who_is_not_signed_in_comes_back_to_where_they_wanted(world: World, at_desk: Desk) -> None:
    account = make_account(world.hub, Role.ADMINISTRATOR)
    first = at_desk.get("/log?before=7", follow=False)
    assert (first.status, first.answer.headers["location"]) == (
        303,
        "/staff/sign-in?next=%2Fstaff%2Flog%3Fbefore%3D7",
    )
    page = at_desk.sign_in(account, at="/log?before=7")
    assert page.answer.url.raw_path == b"/staff/log?before=7"


@pytest.mark.parametrize(
    "hostile",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/staff//elsewhere.example",
        "/staff/../v1/health",
        "\\\\elsewhere.example",
        "/staff/\\elsewhere.example",
        "/staffelsewhere",
        "/staff/log\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(hostile: str) -> None:
    went = back_to(hostile)
    assert went in ("/staff/", "/staff/../v1/health")
    assert went == "/staff/" or hostile.startswith("/staff/..")


def test_guessing_is_slowed_down_and_the_right_password_still_gets_in(world: World, at_desk: Desk) -> None:
    account = make_account(world.hub, Role.FLEET)
    for _ in range(BY_ACCOUNT.free + 1):
        assert at_desk.sign_in(account, "rien de tout cela").status == 401
    shut = at_desk.sign_in(account)
    assert shut.status == 429
    assert shut.answer.headers["retry-after"] == str(BY_ACCOUNT.first_seconds)
    world.clock.pass_by(seconds=BY_ACCOUNT.first_seconds)
    assert at_desk.sign_in(account).status == 200


def test_the_wait_has_an_end_however_often_somebody_guesses(world: World) -> None:
    for _ in range(60):
        world.clock.pass_by(seconds=charge(world.hub, "someone", f"192.0.2.{_}"))
        assert charge(world.hub, "someone", f"198.51.100.{_}") == 0
    assert charge(world.hub, "someone", "203.0.113.1") == BY_ACCOUNT.most_seconds
    assert charge(world.hub, "somebody-else", "203.0.113.1") == 0


def test_one_address_that_tries_many_accounts_is_slowed_down(world: World) -> None:
    waits = [charge(world.hub, f"account-{number}", "2001:db8::1") for number in range(30)]
    assert waits[20] == 0
    assert waits[21] > 0
    # The neighbours of an IPv6 address are the same subscriber.
    assert charge(world.hub, "another", "2001:db8::ffff") > 0
    assert charge(world.hub, "another", "2001:db8:1::1") == 0


def test_many_guesses_at_the_same_moment_are_no_faster_than_one_after_the_other(world: World) -> None:
    let_in: list[int] = []

    def guess() -> None:
        let_in.append(charge(world.hub, "someone", "192.0.2.1"))

    crowd = [threading.Thread(target=guess) for _ in range(12)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert let_in.count(0) == BY_ACCOUNT.free + 1
    clear(world.hub, "someone", "192.0.2.1")
    assert charge(world.hub, "someone", "192.0.2.1") == 0


def test_a_session_ends_when_nobody_uses_it_and_at_its_hour(world: World) -> None:
    account = make_account(world.hub, Role.FLEET)
    with desk(world.hub, HubSettings(session_idle_minutes=20, session_hours=2)) as browser:
        browser.sign_in(account)
        world.clock.pass_by(minutes=19)
        assert browser.get("/", follow=False).status == 200
        world.clock.pass_by(minutes=20)
        assert browser.get("/", follow=False).status == 303
        browser.sign_in(account)
        for _ in range(11):
            world.clock.pass_by(minutes=10)
            assert browser.get("/", follow=False).status == 200
        world.clock.pass_by(minutes=10)
        assert browser.get("/", follow=False).status == 303


def test_signing_out_ends_the_session_at_the_hub_and_not_only_in_the_browser(
    world: World, at_desk: Desk
) -> None:
    at_desk.sign_in(make_account(world.hub, Role.FLEET))
    token = at_desk.client.cookies["kiosk-staff"]
    assert at_desk.sign_out().title == french("Sign in")
    kept = {"cookie": f"kiosk-staff={token}"}
    assert httpx.get(f"{at_desk.client.base_url}/staff/", headers=kept).status_code == 303
    assert acts(world)[0] == ("fleet", "signed_out")


@pytest.mark.parametrize("change", ["password", "removed"])
def test_a_changed_account_is_signed_out_everywhere(world: World, at_desk: Desk, change: str) -> None:
    at_desk.sign_in(make_account(world.hub, Role.FLEET))
    if change == "password":
        set_password(world.hub, "fleet", "tout autre chose ici")
    else:
        remove_account(world.hub, "fleet")
    assert at_desk.get("/", follow=False).status == 303


def test_a_form_without_its_token_changes_nothing(world: World, boss: Desk) -> None:
    for data in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
        page = boss.post("/sign-out", data)
        assert page.status == 403
        assert boss.get("/", follow=False).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"referer": "https://elsewhere.example/page"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_changes_nothing(boss: Desk, headers: dict[str, str]) -> None:
    form = boss.get("/").soup.select_one("header form input[name=csrf]")
    assert form is not None
    answer = boss.client.post("/staff/sign-out", data={"csrf": str(form["value"])}, headers=headers)
    assert answer.status_code == 403
    assert boss.get("/", follow=False).status == 200


def test_another_site_cannot_sign_a_browser_in_under_an_account_of_its_own(
    world: World, at_desk: Desk
) -> None:
    make_account(world.hub, Role.FLEET)
    at_desk.get("/sign-in")
    page = at_desk.post("/sign-in", {"name": "fleet", "password": PASSWORD, "pair": "guessed"})
    assert page.status == 403
    assert "kiosk-staff" not in at_desk.client.cookies


def test_under_tls_the_cookie_is_bound_to_the_host(world: World, at_desk: Desk) -> None:
    make_account(world.hub, Role.FLEET)
    # What a server in front says that speaks TLS.
    secure = {"x-forwarded-proto": "https", "host": "hub.example"}
    first = at_desk.client.get("/staff/sign-in", headers=secure)
    (pair,) = (value for value in first.headers.get_list("set-cookie") if "-form=" in value)
    token = pair.split("=", 1)[1].split(";")[0]
    answer = at_desk.client.post(
        "/staff/sign-in",
        data={"name": "fleet", "password": PASSWORD, "pair": token},
        headers=secure | {"cookie": f"__Host-kiosk-staff-form={token}", "origin": "https://hub.example"},
    )
    assert answer.status_code == 303
    (given,) = (
        value for value in answer.headers.get_list("set-cookie") if value.startswith("__Host-kiosk-staff=")
    )
    assert {part.strip().lower() for part in given.split(";")[1:]} == {
        "path=/",
        "httponly",
        "secure",
        "samesite=lax",
    }


def test_without_tls_no_password_is_taken_from_another_machine(world: World, at_desk: Desk) -> None:
    make_account(world.hub, Role.FLEET)
    open_line = {"host": "hub.example"}
    page = at_desk.client.get("/staff/sign-in", headers=open_line)
    assert 'type="password"' not in page.text
    token = page.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    answer = at_desk.client.post(
        "/staff/sign-in",
        data={"name": "fleet", "password": PASSWORD, "pair": token},
        headers=open_line | {"cookie": f"kiosk-staff-form={token}"},
    )
    assert answer.status_code == 403


def test_a_password_that_somebody_gave_opens_only_the_page_that_changes_it(
    world: World, at_desk: Desk
) -> None:
    make_account(world.hub, Role.ADMINISTRATOR)
    set_password(world.hub, "administrator", PASSWORD, must_change=True)
    assert at_desk.sign_in("administrator").title == french("Your password")
    assert at_desk.get("/log").title == french("Your password")
    form = at_desk.get("/password")
    for wrong in (
        {"old": PASSWORD, "new": "court", "again": "court"},
        {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD},
        {"old": PASSWORD, "new": "un bon mot de passe", "again": "un autre"},
        {"old": "pas celui-ci", "new": "un bon mot de passe", "again": "un bon mot de passe"},
    ):
        assert at_desk.send(form, "/password", **wrong).status == 422
    page = at_desk.send(
        form, "/password", old=PASSWORD, new="un bon mot de passe", again="un bon mot de passe"
    )
    assert page.notice == french("Your password is changed. Other browsers are signed out.")
    assert at_desk.get("/log").title == french("Log")
    assert at_desk.get("/").notice == ""


def test_every_answer_has_the_headers_of_safety(boss: Desk) -> None:
    for path in ("/", "/sign-in", "/nothing", "/static/staff.css"):
        headers = boss.get(path, follow=False).answer.headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == ("no-store" if "static" not in path else "public, max-age=3600")


def test_a_body_that_is_too_large_is_refused(world: World, boss: Desk) -> None:
    big = b"csrf=" + b"x" * (HubSettings().body_bytes_max + 1)
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert boss.client.post("/staff/sign-out", content=big, headers=form).status_code == 413
    upload = b'--edge\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n' + big
    chunks = (upload[start : start + 2**20] for start in range(0, len(upload), 2**20))
    parts = {"content-type": "multipart/form-data; boundary=edge"}
    assert boss.client.post("/staff/sign-out", content=chunks, headers=parts).status_code == 413


def test_several_processes_of_the_hub_know_the_same_sessions(world: World, at_desk: Desk) -> None:
    account = make_account(world.hub, Role.FLEET)
    other_store = HubStore(world.hub.folder.path, world.clock)
    at_desk.sign_in(account)
    with desk(other_store) as other:
        other.client.cookies.update(at_desk.client.cookies)
        assert other.get("/", follow=False).status == 200
        other.sign_out()
        assert at_desk.get("/", follow=False).status == 303
        for _ in range(BY_ACCOUNT.free + 1):
            other.sign_in(account, "rien de tout cela")
        assert at_desk.sign_in(account).status == 429
    other_store.close()


def test_the_demo_lets_its_account_in(tmp_path: Path) -> None:
    for _ in range(2):  # made, and taken up again
        demo = make_demo(tmp_path / "demo")
        with desk(demo.store) as browser:
            demo.tell_of_pages(str(browser.client.base_url))
            browser.sign_in(STAFF_ACCOUNT, STAFF_PASSWORD)
            assert browser.get("/fleet").title == french("Tablets")
        said = (tmp_path / "demo" / "staff.txt").read_text(encoding="utf-8")
        assert STAFF_PASSWORD in said
        demo.store.close()


def test_a_page_that_is_not_there_is_one_sentence(boss: Desk) -> None:
    page = boss.get("/nothing")
    assert (page.status, page.title) == (404, french("There is no such page."))


def test_hostile_names_are_shown_as_they_are(world: World, at_desk: Desk) -> None:
    page = at_desk.sign_in('<script>alert(1)</script>"', "rien de tout cela")
    assert page.soup.find("script") is None
    assert page.soup.select_one("#name")["value"] == '<script>alert(1)</script>"'  # type: ignore[index]
