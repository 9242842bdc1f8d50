"""The rights of accounts: both doors keep the same rules, safety wins, and all is written down readably."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.web.browser import PASSWORD, Browser
from tests.web.people import change, first_admin, row_of
from typer.testing import CliRunner

from poise.cli.user import app as user_command
from poise.web.settings import WebSettings


@pytest.fixture
def root(browser: Browser, settings: WebSettings) -> Browser:
    return first_admin(browser, settings.data_dir)


def terminal(data_dir: Path, *arguments: str, given: str = "") -> tuple[int, str]:
    answer = CliRunner().invoke(user_command, [*arguments, "--data-dir", str(data_dir)], input=given)
    return answer.exit_code, answer.output


def audit(admin: Browser) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = admin.get("/v1/audit")["records"]
    return records


@pytest.mark.parametrize(
    "command", [["role", "Root", "member"], ["disable", "Root"], ["remove", "Root", "--yes"]]
)
def test_the_terminal_does_not_take_the_last_administrator(
    root: Browser, settings: WebSettings, command: list[str]
) -> None:
    code, told = terminal(settings.data_dir, *command)
    assert code == 1
    assert told == "poise: This is the only administrator; make somebody else one first.\n"
    assert root.get("/v1/me")["role"] == "admin"


@pytest.mark.parametrize("wanted", [{"is_disabled": True}, {"role": "member"}])
def test_taking_rights_away_wins_over_what_the_person_changed_meanwhile(
    root: Browser, wanted: dict[str, Any]
) -> None:
    eve = root.another().sign_up("Eve")
    assert change(root, "Eve", role="admin") == 200
    seen = row_of(root, "Eve")
    assert eve.post("/v1/password", {"old": PASSWORD, "new": "quite another battery"}).status_code == 204
    path = f"/v1/accounts/{seen['identifier']}"
    answer = root.ask("PATCH", path, json={"rev": seen["rev"], **wanted})
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in wanted} == wanted


@pytest.mark.parametrize("wanted", [{"is_disabled": False}, {"role": "admin"}])
def test_rights_are_given_to_an_account_as_it_was_seen_only(root: Browser, wanted: dict[str, Any]) -> None:
    root.another().sign_up("Eve")
    seen = row_of(root, "Eve")
    assert change(root, "Eve", is_disabled=True) == 200
    answer = root.ask("PATCH", f"/v1/accounts/{seen['identifier']}", json={"rev": seen["rev"], **wanted})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_the_audit_log_says_who_made_whom_what(root: Browser) -> None:
    eve = root.another().sign_up("Eve")
    change(root, "Eve", role="coach")
    change(root, "Eve", role="coach")  # nothing changes: nothing is written
    change(root, "Eve", role="admin", is_disabled=True)
    change(root, "Eve", is_disabled=False)
    eve.sign_in("Eve")
    eve.ask("DELETE", "/v1/me", json={"password": PASSWORD})
    told = [
        (one["actor_name"], one["action"], one["subject_name"], one["changes"])
        for one in audit(root)
        if one["action"].startswith("account-")
    ]
    assert told == [
        ("Eve", "account-deleted", "Eve", []),
        ("Root", "account-changed", "Eve", [{"field": "is_disabled", "before": "yes", "after": "no"}]),
        (
            "Root",
            "account-changed",
            "Eve",
            [
                {"field": "role", "before": "coach", "after": "admin"},
                {"field": "is_disabled", "before": "no", "after": "yes"},
            ],
        ),
        ("Root", "account-changed", "Eve", [{"field": "role", "before": "member", "after": "coach"}]),
    ]


def test_what_the_terminal_does_is_written_down_as_the_terminals(
    root: Browser, settings: WebSettings
) -> None:
    folder = settings.data_dir
    assert terminal(folder, "add", "Bob", given=PASSWORD + "\n")[0] == 0
    for command in (
        ["role", "Bob", "coach"],
        ["disable", "Bob"],
        ["enable", "Bob"],
        ["reset", "Bob"],
        ["invite"],
        ["remove", "Bob", "--yes"],
    ):
        assert terminal(folder, *command)[0] == 0
    told = [(one["actor"], one["action"], one["subject_name"]) for one in audit(root)][:-1]
    assert told == [
        ("terminal", "account-deleted", "Bob"),
        ("terminal", "invitation", ""),
        ("terminal", "reset-link", "Bob"),
        ("terminal", "account-changed", "Bob"),
        ("terminal", "account-changed", "Bob"),
        ("terminal", "account-changed", "Bob"),
        ("terminal", "account-added", "Bob"),
    ]


def test_sign_outs_are_written_down(root: Browser) -> None:
    eve, other = root.another().sign_up("Eve"), root.another()
    other.sign_in("Eve")
    own = next(one["identifier"] for one in other.get("/v1/me/sign-ins") if one["is_this"])
    eve.ask("DELETE", f"/v1/me/sign-ins/{own}")
    eve.post("/v1/sign-out")
    other.sign_in("Eve")
    other.post("/v1/sign-out-everywhere")
    told = [(one["actor_name"], one["action"]) for one in audit(root)]
    assert told[:4] == [
        ("Eve", "sign-out-everywhere"),
        ("Eve", "sign-in"),
        ("Eve", "sign-out"),
        ("Eve", "sign-out"),
    ]
