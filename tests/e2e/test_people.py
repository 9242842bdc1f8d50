"""The administrator's page in a real browser: invite, see who came, lock out, let in again."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.studio import Witness, browser_with_webcam, served_studio, set_up
from tests.e2e.test_accessibility import complaints
from tests.web.browser import PASSWORD

pytestmark = pytest.mark.browser


def test_an_administrator_invites_locks_out_and_lets_in_again(tmp_path: Path) -> None:
    from playwright.sync_api import expect

    with served_studio(tmp_path / "data") as studio, browser_with_webcam(None) as browser:
        own = browser.new_context(locale="en-GB")
        witness = Witness(own, studio.address)
        page = own.new_page()
        page.set_default_timeout(60_000)
        set_up(page, studio, "Root", PASSWORD)
        page.get_by_role("link", name="Account").click()
        page.get_by_role("link", name="People").click()
        page.get_by_label("As").select_option("coach")
        page.get_by_role("button", name="Make a link").click()
        link = page.locator("code").inner_text()
        assert link.startswith(f"{studio.address}/sign-up?invitation=")

        guest = browser.new_context(locale="en-GB").new_page()
        guest.set_default_timeout(60_000)
        guest.goto(link)
        guest.get_by_label("Name").fill("Ada")
        guest.get_by_label("Password").fill(PASSWORD)
        guest.get_by_role("button", name="Create the account").click()
        expect(guest.get_by_role("heading", name="Good to see you, Ada")).to_be_visible()
        guest.goto(f"{studio.address}/people")
        expect(guest.get_by_text("This page is for administrators.")).to_be_visible()

        page.reload()
        expect(page.get_by_label("Role: Ada")).to_have_value("coach")
        assert complaints(page) == []
        page.get_by_role("button", name="Lock out Ada").click()
        expect(page.get_by_text("locked out")).to_be_visible()
        guest.goto(studio.address)
        expect(guest.get_by_role("heading", name="Sign in")).to_be_visible()
        page.get_by_role("button", name="Let in again Ada").click()
        expect(page.get_by_text("locked out")).to_have_count(0)

        audit = page.locator("ul").last
        for told in ("Root let Ada in again", "Root locked Ada out", "Root made an invitation as Coach"):
            expect(audit).to_contain_text(told)

        page.get_by_role("button", name="New password Ada").click()
        expect(page.get_by_text("New password for Ada", exact=False).first).to_be_visible()
        secret_link = page.locator("code").inner_text()
        page.get_by_role("button", name="Revoke New password for Ada").click()
        expect(page.get_by_text("No link is open at the moment.")).to_be_visible()
        expect(audit).to_contain_text("Root revoked the link for a new password for Ada")
        guest.goto(secret_link)
        guest.get_by_label("New password").fill("quite another battery")
        guest.get_by_role("button", name="Keep this password").click()
        expect(guest.get_by_role("alert")).to_contain_text("not valid any more")
        assert complaints(page) == []

        page.get_by_label("Role: Root").select_option("member")  # the last administrator stays
        expect(page.get_by_role("alert")).to_contain_text("only administrator")
        expect(page.get_by_label("Role: Root")).to_have_value("admin")

        assert witness.foreign == []
        assert witness.complaints == []


def test_one_sees_each_browser_once_and_ends_all_its_sign_ins(tmp_path: Path) -> None:
    from playwright.sync_api import expect

    with served_studio(tmp_path / "data") as studio, browser_with_webcam(None) as browser:
        page = browser.new_context(locale="en-GB").new_page()
        page.set_default_timeout(60_000)
        set_up(page, studio, "Root", PASSWORD)
        for _ in range(3):
            other = browser.new_context(locale="en-GB").new_page()
            other.set_default_timeout(60_000)
            other.goto(f"{studio.address}/sign-in")
            other.get_by_label("Name").fill("Root")
            other.get_by_label("Password").fill(PASSWORD)
            other.get_by_role("button", name="Sign in").click()
            expect(other.get_by_role("heading", name="Good to see you, Root")).to_be_visible()
        page.get_by_role("link", name="Account").click()
        expect(page.get_by_text("(3 sign-ins)")).to_be_visible()
        page.get_by_role("listitem").filter(has_text="(3 sign-ins)").get_by_role("button").click()
        expect(page.get_by_text("(3 sign-ins)")).to_have_count(0)
        expect(page.get_by_text("This browser")).to_be_visible()
        other.reload()
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
