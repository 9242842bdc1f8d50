"""One-time links rest on whoever made them, are seen without their secrets, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.web.browser import PASSWORD, Browser, link_of
from tests.web.people import change, first_admin, row_of, secret_of
from typer.testing import CliRunner

from poise.cli.user import app as user_command
from poise.store import LinkKind
from poise.web.settings import WebSettings

NEW = "quite another battery"


@pytest.fixture
def root(browser: Browser, settings: WebSettings) -> Browser:
    return first_admin(browser, settings.data_dir)


@pytest.fixture
def ada(browser: Browser, root: Browser) -> Browser:
    """A second administrator."""
    signed_in = browser.another().sign_up("Ada")
    assert change(root, "Ada", role="admin") == 200
    return signed_in


def in_the_terminal(data_dir: Path, *arguments: str) -> str:
    answer = CliRunner().invoke(user_command, [*arguments, "--data-dir", str(data_dir)])
    assert answer.exit_code == 0, answer.output
    return answer.output


def reset_link(admin: Browser, name: str) -> str:
    return secret_of(admin.post(f"/v1/accounts/{row_of(admin, name)['identifier']}/reset"))


def invitation(admin: Browser, role: str = "member") -> str:
    return secret_of(admin.post("/v1/invitations", {"role": role}))


def opens(browser: Browser, secret: str, kind: str) -> bool:
    """Use a link; whether it worked."""
    if kind == "reset":
        answer = browser.another().post("/v1/password-reset", {"ticket": secret, "password": NEW})
    else:
        given = {"name": "Zed", "password": PASSWORD, "invitation": secret}
        answer = browser.another().post("/v1/sign-up", given)
    assert answer.status_code in {201, 204, 404}
    return answer.status_code != 404


def is_demoted(_ada: Browser, root: Browser, _data_dir: Path) -> None:
    assert change(root, "Ada", role="coach") == 200


def is_locked(_ada: Browser, root: Browser, _data_dir: Path) -> None:
    assert change(root, "Ada", is_disabled=True) == 200


def is_deleted(ada: Browser, _root: Browser, _data_dir: Path) -> None:
    assert ada.ask("DELETE", "/v1/me", json={"password": PASSWORD}).status_code == 204


def changes_the_password(ada: Browser, _root: Browser, _data_dir: Path) -> None:
    assert ada.post("/v1/password", {"old": PASSWORD, "new": NEW}).status_code == 204


def gets_a_new_password(ada: Browser, root: Browser, _data_dir: Path) -> None:
    assert opens(ada, reset_link(root, "Ada"), "reset")


def is_demoted_in_the_terminal(_ada: Browser, _root: Browser, data_dir: Path) -> None:
    in_the_terminal(data_dir, "role", "Ada", "member")


def is_locked_in_the_terminal(_ada: Browser, _root: Browser, data_dir: Path) -> None:
    in_the_terminal(data_dir, "disable", "Ada")


def is_removed_in_the_terminal(_ada: Browser, _root: Browser, data_dir: Path) -> None:
    in_the_terminal(data_dir, "remove", "Ada", "--yes")


def is_demoted_and_promoted_again(_ada: Browser, root: Browser, _data_dir: Path) -> None:
    assert change(root, "Ada", role="member") == 200
    assert change(root, "Ada", role="admin") == 200


WAYS = [
    is_demoted,
    is_locked,
    is_deleted,
    changes_the_password,
    gets_a_new_password,
    is_demoted_in_the_terminal,
    is_locked_in_the_terminal,
    is_removed_in_the_terminal,
    is_demoted_and_promoted_again,
]


@pytest.mark.parametrize("kind", ["invitation", "reset"])
@pytest.mark.parametrize("way", WAYS)
def test_a_link_falls_with_its_maker(
    ada: Browser, root: Browser, settings: WebSettings, kind: str, way: Callable[..., None]
) -> None:
    ada.another().sign_up("Eve")
    secret = reset_link(ada, "Eve") if kind == "reset" else invitation(ada, "admin")
    way(ada, root, settings.data_dir)
    assert not opens(root, secret, kind)
    assert not [one for one in root.get("/v1/links") if one["made_by"] == "Ada"]


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_the_links_of_others_stay(ada: Browser, root: Browser, settings: WebSettings, kind: str) -> None:
    ada.another().sign_up("Eve")
    secret = reset_link(root, "Eve") if kind == "reset" else invitation(root)
    is_demoted(ada, root, settings.data_dir)
    assert opens(root, secret, kind)


def test_a_newer_reset_link_voids_the_older_ones_of_that_account_alone(root: Browser) -> None:
    root.another().sign_up("Eve")
    root.another().sign_up("Bob")
    older, of_bob = reset_link(root, "Eve"), reset_link(root, "Bob")
    newer = reset_link(root, "Eve")
    assert not opens(root, older, "reset")
    assert opens(root, newer, "reset")
    assert opens(root, of_bob, "reset")


@pytest.mark.parametrize("door", ["reset", "password", "lock"])
def test_a_reset_link_falls_when_the_password_or_the_right_to_sign_in_changes(
    root: Browser, settings: WebSettings, door: str
) -> None:
    eve = root.another().sign_up("Eve")
    secret = reset_link(root, "Eve")
    if door == "reset":
        newer = link_of(settings.data_dir, LinkKind.RESET, account=row_of(root, "Eve")["identifier"])
        assert opens(root, newer, "reset")
    elif door == "password":
        assert eve.post("/v1/password", {"old": PASSWORD, "new": NEW}).status_code == 204
    else:
        assert change(root, "Eve", is_disabled=True) == 200
    assert not opens(root, secret, "reset")


def test_no_set_up_link_opens_a_studio_that_has_an_administrator(
    browser: Browser, settings: WebSettings
) -> None:
    older, newer = (link_of(settings.data_dir, LinkKind.SETUP) for _ in range(2))
    given = {"name": "Eve", "password": PASSWORD}
    assert browser.post("/v1/setup", {**given, "ticket": older}).status_code == 404
    assert browser.post("/v1/setup", {**given, "ticket": newer}).status_code == 201
    late = link_of(settings.data_dir, LinkKind.SETUP)
    assert browser.another().post("/v1/setup", {**given, "name": "Bob", "ticket": late}).status_code == 404


def test_links_are_listed_without_their_secrets_and_revoked(root: Browser, settings: WebSettings) -> None:
    root.another().sign_up("Eve")
    secrets = {"invitation": invitation(root, "coach"), "reset": reset_link(root, "Eve")}
    in_the_terminal(settings.data_dir, "invite")
    rows = root.get("/v1/links")
    assert sorted((one["kind"], one["role"], one["account_name"], one["made_by"]) for one in rows) == [
        ("invitation", "coach", "", "Root"),
        ("invitation", "member", "", ""),
        ("reset", "member", "Eve", "Root"),
    ]
    assert [one["by_terminal"] for one in rows].count(True) == 1
    assert all(0 < one["created_ms"] < one["expires_ms"] for one in rows)
    assert not [secret for secret in secrets.values() if secret in str(rows)]
    for one in rows:
        path = f"/v1/links/{one['identifier']}"
        assert [root.ask("DELETE", path).status_code for _ in range(2)] == [204, 404]
    assert not [kind for kind, secret in secrets.items() if opens(root, secret, kind)]
    assert root.get("/v1/links") == []


def test_the_terminal_lists_and_revokes_links(root: Browser, settings: WebSettings) -> None:
    secret = invitation(root, "admin")
    told = in_the_terminal(settings.data_dir, "links")
    assert "invitation" in told
    assert "made by Root" in told
    assert secret not in told
    in_the_terminal(settings.data_dir, "revoke", told.split()[0])
    assert not opens(root, secret, "invitation")
    assert "no open links" in in_the_terminal(settings.data_dir, "links")
    refused = CliRunner().invoke(user_command, ["revoke", "0" * 16, "--data-dir", str(settings.data_dir)])
    assert (refused.exit_code, "no such link" in refused.output) == (1, True)
