"""A studio with an administrator, and what tests of accounts ask for again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.web.browser import PASSWORD, Browser, link_of

from poise.store import LinkKind


def first_admin(browser: Browser, data_dir: Path) -> Browser:
    """Set the studio up; its administrator is Root."""
    ticket = link_of(data_dir, LinkKind.SETUP)
    admin = browser.another()
    answer = admin.post("/v1/setup", {"ticket": ticket, "name": "Root", "password": PASSWORD})
    assert (answer.status_code, answer.json()["role"]) == (201, "admin")
    return admin


def row_of(admin: Browser, name: str) -> dict[str, Any]:
    """Return an account as an administrator sees it."""
    found: dict[str, Any] = next(one for one in admin.get("/v1/accounts")["records"] if one["name"] == name)
    return found


def change(admin: Browser, name: str, **wanted: Any) -> int:
    """Change an account's rights; returns the status."""
    row = row_of(admin, name)
    given = {"rev": row["rev"], **wanted}
    return admin.ask("PATCH", f"/v1/accounts/{row['identifier']}", json=given).status_code


def secret_of(answer: Any) -> str:
    """Return the secret of a link that was just made."""
    assert answer.status_code == 201, answer.text
    secret: str = answer.json()["link"].rpartition("=")[2]
    return secret
