"""Coming in and going out, as browsers do."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.browser import PASSWORD, Browser, link_of
from tests.web.people import first_admin

from poise.store import LinkKind, Role
from poise.store.opening import store_at
from poise.web.application import create_app
from poise.web.settings import SignUp, WebSettings


def test_a_person_signs_up_is_known_and_signs_out(browser: Browser) -> None:
    browser.sign_up("Ada")
    me = browser.get("/v1/me")
    assert (me["name"], me["role"], me["profile"]["display_name"]) == ("Ada", "member", "Ada")
    assert browser.get("/v1/status")["signed_in"]
    assert browser.post("/v1/sign-out").status_code == 204
    assert browser.ask("GET", "/v1/me").status_code == 401
    assert browser.sign_in(" ada ").status_code == 200  # neither case nor spaces around it matter


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    answer = browser.post("/v1/sign-up", {"name": "Ada", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


def test_under_tls_the_cookie_is_bound_to_host_and_tls(settings: WebSettings) -> None:
    app = create_app(store_at(settings.data_dir), settings)
    with TestClient(app, base_url="https://studio.test") as client:
        answer = Browser(client).post("/v1/sign-up", {"name": "Ada", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-poise=")
    assert "secure" in cookie.lower()
    assert "strict-transport-security" in answer.headers


def test_the_store_knows_no_secret(browser: Browser, settings: WebSettings) -> None:
    browser.sign_up("Ada")
    secret = browser.cookies["poise"]
    kept = b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())
    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept


def test_a_sign_in_makes_a_new_secret_and_the_one_before_is_worth_nothing(browser: Browser) -> None:
    browser.sign_up("Ada")
    planted = browser.cookies["poise"]
    browser.sign_in("Ada")
    assert browser.cookies["poise"] != planted
    other = browser.another()
    other.cookies["poise"] = planted
    assert other.ask("GET", "/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("name", "password", "word"),
    [
        ("Ada", "short", "at least 10"),
        ("Ada", "x" * 300, "at most 256"),
        ("Ada", "aaaaaaaaaaaa", "easy"),
        ("Ada Lovelace", "ada lovelace", "easy"),
        ("", PASSWORD, "empty"),
        ("a" * 65, PASSWORD, "at most 64"),
        ("Ada\u200b\u0007", PASSWORD, "cannot be seen"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_one_sentence(
    browser: Browser, name: str, password: str, word: str
) -> None:
    answer = browser.post("/v1/sign-up", {"name": name, "password": password})
    assert answer.status_code == 400
    assert word in answer.json()["detail"]
    assert "set-cookie" not in answer.headers


def test_a_name_is_taken_without_regard_to_case(browser: Browser) -> None:
    browser.sign_up("Ada")
    answer = browser.another().post("/v1/sign-up", {"name": "ADA", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_unknown_wrong_and_disabled_are_answered_alike(browser: Browser, settings: WebSettings) -> None:
    admin = first_admin(browser, settings.data_dir)
    browser.another().sign_up("Eve")
    row = next(one for one in admin.get("/v1/accounts")["records"] if one["name"] == "Eve")
    admin.ask("PATCH", f"/v1/accounts/{row['identifier']}", json={"rev": row["rev"], "is_disabled": True})
    answers = [
        browser.another().sign_in("Nobody"),
        browser.another().sign_in("Root", "a wrong password"),
        browser.another().sign_in("Eve"),
    ]
    assert {(one.status_code, one.text) for one in answers} == {(answers[0].status_code, answers[0].text)}
    assert answers[0].status_code == 403


def test_guessing_is_slowed_down_for_known_and_unknown_names_alike(browser: Browser) -> None:
    browser.sign_up("Ada")
    for name in ("Ada", "Nobody"):
        statuses = [browser.another().sign_in(name, f"guess number {n}").status_code for n in range(10)]
        assert statuses == [403] * 8 + [429] * 2
    answer = browser.another().sign_in("Ada")
    assert answer.status_code == 429  # also with the right password: a guesser learns nothing
    assert int(answer.headers["retry-after"]) > 0


def test_a_changed_password_signs_the_other_browsers_out(browser: Browser) -> None:
    browser.sign_up("Ada")
    other = browser.another()
    other.sign_in("Ada")
    assert (
        browser.post("/v1/password", {"old": "not that one", "new": "quite another battery"}).status_code
        == 403
    )
    assert browser.post("/v1/password", {"old": PASSWORD, "new": "quite another battery"}).status_code == 204
    assert browser.get("/v1/me")["name"] == "Ada"
    assert other.ask("GET", "/v1/me").status_code == 401
    assert other.sign_in("Ada").status_code == 403
    assert other.sign_in("Ada", "quite another battery").status_code == 200


def test_browsers_are_listed_and_signed_out_one_by_one_or_all(browser: Browser) -> None:
    browser.sign_up("Ada")
    second, third = browser.another(), browser.another()
    second.sign_in("Ada")
    third.sign_in("Ada")
    rows = browser.get("/v1/me/sign-ins")
    assert [row["is_this"] for row in rows].count(True) == 1
    assert all(browser.cookies["poise"] not in row["identifier"] for row in rows)
    theirs = second.get("/v1/me/sign-ins")
    own = next(row["identifier"] for row in theirs if row["is_this"])
    assert browser.ask("DELETE", f"/v1/me/sign-ins/{own}").status_code == 204
    assert second.ask("GET", "/v1/me").status_code == 401
    assert third.post("/v1/sign-out-everywhere").status_code == 204
    assert browser.ask("GET", "/v1/me").status_code == 401


def test_the_profile_changes_by_parts_and_knows_what_there_is(browser: Browser) -> None:
    browser.sign_up("Ada")
    chosen = {"time_zone": "Europe/Berlin", "language": "de", "level": "strict"}
    answer = browser.ask("PATCH", "/v1/me", json={"profile": chosen})
    assert answer.json()["profile"] | chosen == answer.json()["profile"]
    assert answer.json()["profile"]["display_name"] == "Ada"
    for wrong in ({"time_zone": "Mars/Olympus"}, {"language": "xx"}, {"role": "admin"}, {"level": "easy"}):
        assert browser.ask("PATCH", "/v1/me", json={"profile": wrong}).status_code in {400, 422}
    assert browser.get("/v1/me")["profile"] == answer.json()["profile"]


def test_an_account_is_deleted_with_its_password_only(browser: Browser) -> None:
    browser.sign_up("Ada")
    assert browser.ask("DELETE", "/v1/me", json={"password": "not that one"}).status_code == 403
    assert browser.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 204
    assert browser.sign_in("Ada").status_code == 403
    browser.sign_up("Ada")


# -- the first run, invitations, resets -----------------------------------------------------------------------------


def test_the_first_run_needs_the_printed_link_and_it_works_once(
    browser: Browser, settings: WebSettings
) -> None:
    assert browser.get("/v1/status")["needs_setup"]
    given = {"ticket": "guessed", "name": "Eve", "password": PASSWORD}
    assert browser.post("/v1/setup", given).status_code == 404
    ticket = link_of(settings.data_dir, LinkKind.SETUP)
    weak = browser.post("/v1/setup", {**given, "ticket": ticket, "password": "short"})
    assert weak.status_code == 400  # and the link is still good
    assert browser.post("/v1/setup", {**given, "ticket": ticket, "name": "Root"}).status_code == 201
    assert browser.another().post("/v1/setup", {**given, "ticket": ticket}).status_code == 404
    assert not browser.get("/v1/status")["needs_setup"]


def test_a_member_before_the_first_administrator_does_not_end_the_set_up(browser: Browser) -> None:
    browser.sign_up("Ada")
    assert browser.get("/v1/status")["needs_setup"]


@pytest.mark.parametrize("way", [SignUp.INVITATION, SignUp.CLOSED])
def test_a_studio_that_is_not_open_takes_nobody_without_an_invitation(tmp_path: Path, way: SignUp) -> None:
    settings = WebSettings(data_dir=tmp_path / "data", sign_up=way)
    with TestClient(
        create_app(store_at(settings.data_dir), settings), base_url="http://studio.test"
    ) as client:
        browser = Browser(client)
        given = {"name": "Ada", "password": PASSWORD}
        assert browser.post("/v1/sign-up", given).status_code == 403
        assert browser.post("/v1/sign-up", {**given, "invitation": "guessed"}).status_code == 404
        admin = first_admin(browser, settings.data_dir)
        link = admin.post("/v1/invitations", {"role": "coach"}).json()["link"]
        secret = link.rpartition("=")[2]
        answers = [
            browser.another().post("/v1/sign-up", {**given, "name": name, "invitation": secret})
            for name in ("Ada", "Eve")
        ]
    if way is SignUp.CLOSED:
        assert [one.status_code for one in answers] == [404, 404]
    else:
        assert [one.status_code for one in answers] == [201, 404]
        assert answers[0].json()["role"] == "coach"


def test_an_administrator_gives_a_link_for_a_new_password(browser: Browser, settings: WebSettings) -> None:
    admin = first_admin(browser, settings.data_dir)
    ada = browser.another().sign_up("Ada")
    identifier = ada.get("/v1/me")["identifier"]
    link = admin.post(f"/v1/accounts/{identifier}/reset").json()["link"]
    assert link.startswith("http://studio.test/password-reset?ticket=")
    given = {"ticket": link.rpartition("=")[2], "password": "quite another battery"}
    assert browser.post("/v1/password-reset", {**given, "password": "short"}).status_code == 400
    assert browser.post("/v1/password-reset", given).status_code == 204
    assert browser.post("/v1/password-reset", given).status_code == 404
    assert ada.ask("GET", "/v1/me").status_code == 401
    assert ada.sign_in("Ada", "quite another battery").status_code == 200


def test_a_link_of_one_kind_opens_no_other_door(browser: Browser, settings: WebSettings) -> None:
    reset = link_of(settings.data_dir, LinkKind.RESET)
    invitation = link_of(settings.data_dir, LinkKind.INVITATION, Role.ADMIN)
    given = {"name": "Eve", "password": PASSWORD}
    for secret in (reset, invitation):
        assert browser.post("/v1/setup", {**given, "ticket": secret}).status_code == 404
    assert browser.post("/v1/sign-up", {**given, "invitation": reset}).status_code == 404
    answer = browser.post("/v1/password-reset", {"ticket": invitation, "password": PASSWORD})
    assert answer.status_code == 404


def test_the_last_administrator_stays(browser: Browser, settings: WebSettings) -> None:
    admin = first_admin(browser, settings.data_dir)
    row = admin.get("/v1/accounts")["records"][0]
    for change in ({"role": "member"}, {"is_disabled": True}):
        path = f"/v1/accounts/{row['identifier']}"
        assert admin.ask("PATCH", path, json={"rev": row["rev"], **change}).status_code == 403
    assert admin.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 403


def test_what_matters_is_written_down(browser: Browser, settings: WebSettings) -> None:
    admin = first_admin(browser, settings.data_dir)
    browser.another().sign_in("Root", "a wrong password")
    actions = [one["action"] for one in admin.get("/v1/audit")["records"]]
    assert actions == ["sign-in-refused", "set-up"]
    assert "wrong password" not in str(admin.get("/v1/audit"))
