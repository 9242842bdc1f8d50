"""Guessing is limited, and cannot be used to lock somebody out."""

from __future__ import annotations

from itertools import count

import pytest
from fastapi import FastAPI
from tests.web.browser import PASSWORD, Browser
from tests.web.people import first_admin, row_of, secret_of

from poise.web.rate_limits import RateLimits, SignInAttempt
from poise.web.settings import WebSettings

NEW = "quite another battery"


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def guess_until_locked(api: FastAPI, identifier: str) -> None:
    """Count so many wrong guesses, from many addresses, that the account's own limit is reached."""
    for number in range(60):
        api.state.services.limits.take_sign_in(SignInAttempt(f"10.0.0.{number}", identifier))


def is_locked(browser: Browser, password: str = PASSWORD) -> bool:
    return browser.sign_in("Ada", password).status_code == 429


def test_a_browser_that_signed_in_before_is_let_in_while_others_guess(api: FastAPI, ada: Browser) -> None:
    guess_until_locked(api, ada.get("/v1/me")["identifier"])
    ada.post("/v1/sign-out")
    assert is_locked(ada.another())
    assert ada.sign_in("Ada").status_code == 200


def test_neither_guesses_from_the_same_address_lock_it_out(ada: Browser) -> None:
    for number in range(70):
        ada.another().sign_in("Ada" if number % 2 else "Nobody", f"guess number {number}")
    assert is_locked(ada.another())
    assert ada.sign_in("Ada").status_code == 200


def test_the_password_is_changed_while_others_guess_at_it(api: FastAPI, ada: Browser) -> None:
    guess_until_locked(api, ada.get("/v1/me")["identifier"])
    assert ada.post("/v1/password", {"old": PASSWORD, "new": NEW}).status_code == 204
    ada.post("/v1/sign-out")
    assert ada.sign_in("Ada", NEW).status_code == 200  # known with the new password, too


def test_a_link_for_a_new_password_lets_its_owner_in_again(
    api: FastAPI, browser: Browser, settings: WebSettings
) -> None:
    root = first_admin(browser, settings.data_dir)
    ada = browser.another().sign_up("Ada")
    guess_until_locked(api, ada.get("/v1/me")["identifier"])
    link = secret_of(root.post(f"/v1/accounts/{row_of(root, 'Ada')['identifier']}/reset"))
    fresh = browser.another()
    assert is_locked(fresh)
    assert fresh.post("/v1/password-reset", {"ticket": link, "password": NEW}).status_code == 204
    assert fresh.sign_in("Ada", NEW).status_code == 200
    guess_until_locked(api, row_of(root, "Ada")["identifier"])
    assert fresh.sign_in("Ada", NEW).status_code == 200


@pytest.mark.parametrize("spelling", ["ada", "ADA", "Ａｄａ", " Ada ", "ａｄａ", "ﬀ", "Nobody"])
def test_other_spellings_of_a_name_count_as_the_same(browser: Browser, spelling: str) -> None:
    browser.sign_up("Ada")
    plain = {"ﬀ": "ff", "Nobody": "ｎobody"}.get(spelling, "Ada")
    statuses = [
        browser.another().sign_in(name, f"guess number {number}").status_code
        for number, name in enumerate((spelling, plain) * 5)
    ]
    assert statuses == [403] * 8 + [429] * 2


def test_guesses_at_a_confirmation_are_limited_and_lock_no_other_browser(ada: Browser) -> None:
    other = ada.another()
    other.sign_in("Ada")
    wrong = {"old": "not that one", "new": NEW}
    assert [ada.post("/v1/password", wrong).status_code for _ in range(10)] == [403] * 8 + [429] * 2
    assert ada.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 429
    assert ada.another().sign_in("Ada").status_code == 200
    assert other.post("/v1/password", {"old": PASSWORD, "new": NEW}).status_code == 204


def test_a_known_browser_has_a_limit_of_its_own(ada: Browser) -> None:
    ada.post("/v1/sign-out")
    statuses = [ada.sign_in("Ada", f"guess number {number}").status_code for number in range(10)]
    assert statuses == [403] * 8 + [429] * 2
    assert ada.another().sign_in("Ada").status_code == 200


def known(browser: Browser) -> str:
    return browser.cookies["poise-known"]


@pytest.mark.parametrize(
    "way", ["made up", "of another account", "of the former password", "changed", "huge"]
)
def test_a_token_that_is_not_the_accounts_own_makes_no_browser_known(
    api: FastAPI, ada: Browser, way: str
) -> None:
    identifier = ada.get("/v1/me")["identifier"]
    stranger = ada.another()
    eve = ada.another().sign_up("Eve")
    tokens = {
        "made up": "number.code",
        "of another account": known(eve),
        "of the former password": known(ada),
        "changed": known(ada)[:-1] + ("0" if known(ada)[-1] != "0" else "1"),
        "huge": "a.b~" * 900,
    }
    if way == "of the former password":
        ada.post("/v1/password", {"old": PASSWORD, "new": NEW})
    guess_until_locked(api, identifier)
    stranger.cookies["poise-known"] = tokens[way]
    assert is_locked(stranger, NEW if way == "of the former password" else PASSWORD)


def test_a_browser_is_known_to_the_last_few_accounts(api: FastAPI, browser: Browser) -> None:
    names = [f"Person {number}" for number in range(6)]
    accounts = {}
    for name in names:
        browser.sign_up(name)
        accounts[name] = browser.get("/v1/me")["identifier"]
        browser.post("/v1/sign-out")
    for identifier in accounts.values():
        guess_until_locked(api, identifier)
    statuses = [browser.sign_in(name).status_code for name in names]
    assert statuses == [429, *[200] * 5]


def test_the_token_tells_nothing_and_no_script_reads_it(browser: Browser) -> None:
    answer = browser.post("/v1/sign-up", {"name": "Zora", "password": PASSWORD})
    (cookie,) = (one for one in answer.headers.get_list("set-cookie") if one.startswith("poise-known="))
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.lower().split(";")}
    assert "zora" not in cookie.lower()  # no hexadecimal digits spell it by chance
    assert browser.get("/v1/me")["identifier"] not in cookie


def test_rightful_sign_ins_are_not_counted(api: FastAPI, ada: Browser) -> None:
    api.state.services.limits = RateLimits(clock=count().__next__)
    assert {ada.another().sign_in("Ada").status_code for _ in range(70)} == {200}


def test_refusals_are_written_down_and_not_without_end(browser: Browser, settings: WebSettings) -> None:
    root = first_admin(browser, settings.data_dir)
    ada = browser.another().sign_up("Ada")
    for _ in range(15):
        ada.ask("GET", "/v1/accounts")
        browser.another().sign_in("Ada", "a wrong password")
    ada.post("/v1/password", {"old": "not that one", "new": NEW})
    told = [
        (one["actor_name"], one["action"], one["subject_name"]) for one in root.get("/v1/audit")["records"]
    ]
    assert told.count(("Ada", "refused", "")) == 10
    assert told.count(("", "sign-in-refused", "Ada")) == 8
    assert told.count(("", "sign-in-limited", "Ada")) == 7
    assert told.count(("Ada", "confirmation-refused", "")) == 1
