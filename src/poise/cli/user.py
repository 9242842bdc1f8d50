"""`poise user`: the people of a studio, for whoever runs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.opened_store import find_account, with_store
from poise.cli.terminal import PoiseGroup, say, show, show_json
from poise.store import TERMINAL, Account, LinkKind, Profile, Role, Store
from poise.store.paging import every
from poise.studio.address_note import running_address
from poise.studio.clock import now_ms
from poise.studio.identifiers import new_identifier
from poise.studio.people.accounts import Rights, change_rights, remove_account
from poise.studio.people.audit import NOBODY, THE_TERMINAL, Actor, record
from poise.studio.people.links import link_identifier, new_link, open_links, revoke_link

if TYPE_CHECKING:
    from poise.cli.results import LinkResult

app = typer.Typer(no_args_is_help=True, cls=PoiseGroup)

_Name = Annotated[str, typer.Argument(help="The name that the person signs in with.", show_default=False)]
_DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Where everything is kept (default: in your data folder).", show_default=False
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]
_Base = Annotated[
    str,
    typer.Option(
        "--address",
        help="The studio's address, for the link (default: POISE_ADDRESS, or where it runs).",
        show_default=False,
    ),
]
_BASE = "http://127.0.0.1:8000"


@app.command("list")
def list_users(data_dir: _DataDir = None, as_json: _Json = False) -> None:
    """List the accounts."""
    found = with_store(data_dir, _everybody)
    if as_json:
        from poise.cli.results import AccountResult

        show_json([AccountResult.of(one) for one in found])
        return
    if not found:
        show("There are no accounts yet.")
    for one in found:
        show(f"  {one.name:<30} {one.role.value:<7} {'disabled' if one.is_disabled else ''}".rstrip())


@app.command("add")
def add_user(
    name: _Name,
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.MEMBER,
    data_dir: _DataDir = None,
) -> None:
    """Make an account; asks for its password (or reads it from a pipe)."""
    from poise.studio.people.names import checked_name, require_distinct
    from poise.studio.people.passwords import checked_password

    tidy = checked_name(name)
    password = checked_password(_asked(), tidy)

    async def add(store: Store) -> None:
        from poise.studio.people.passwords import Passwords

        hashed = await Passwords().hashed(password)
        profile = Profile(display_name=tidy)
        account = Account(new_identifier(), tidy, role, hashed, now_ms(), profile)
        await require_distinct(store, tidy)
        await store.accounts.add(account)
        await record(store, THE_TERMINAL, "account-added", Actor.of(account), role=role.value)

    with_store(data_dir, add)
    show(f"{tidy} can sign in now ({role.value}).")


@app.command("invite")
def invite(
    role: Annotated[Role, typer.Option(help="What the new account may do.")] = Role.MEMBER,
    address: _Base = "",
    data_dir: _DataDir = None,
) -> None:
    """Print a link with which somebody makes an account; it works once, for a week."""

    async def link(store: Store) -> str:
        path = await new_link(store, LinkKind.INVITATION, role=role)
        await record(store, THE_TERMINAL, "invitation", role=role.value)
        return path

    show(_base(address, data_dir) + with_store(data_dir, link))


@app.command("reset")
def reset(name: _Name, address: _Base = "", data_dir: _DataDir = None) -> None:
    """Print a link with which a person sets a new password; it works once, for a day."""

    async def link(store: Store) -> str:
        account = await find_account(store, name)
        path = await new_link(store, LinkKind.RESET, account=account.identifier)
        await record(store, THE_TERMINAL, "reset-link", Actor.of(account))
        return path

    show(_base(address, data_dir) + with_store(data_dir, link))


@app.command("links")
def list_links(data_dir: _DataDir = None, as_json: _Json = False) -> None:
    """List the one-time links that still open something, without their secrets."""
    found = with_store(data_dir, _open_links)
    if as_json:
        show_json(found)
        return
    if not found:
        show("There are no open links.")
    for one in found:
        what = f"password of {one.account}" if one.account else one.role
        show(f"  {one.id}  {one.kind:<10} {what:<30} made by {one.made_by or 'an older version'}")


@app.command("revoke")
def revoke(
    link: Annotated[str, typer.Argument(help="Its name in `poise user links`.", show_default=False)],
    data_dir: _DataDir = None,
) -> None:
    """Void a one-time link."""

    async def void(store: Store) -> None:
        revoked = await revoke_link(store, link)
        account = await store.accounts.get(revoked.account)
        subject = Actor.of(account) if account else NOBODY
        details = {"kind": revoked.kind.value, "role": revoked.role.value}
        await record(store, THE_TERMINAL, "link-revoked", subject, (), **details)

    with_store(data_dir, void)
    show("The link opens nothing any more.")


@app.command("role")
def give_role(
    name: _Name,
    role: Annotated[Role, typer.Argument(help="member, coach or admin.", show_default=False)],
    data_dir: _DataDir = None,
) -> None:
    """Give an account another role."""
    _change(data_dir, name, Rights(role=role))
    show(f"{name} is {role.value} now.")


@app.command("disable")
def disable(name: _Name, data_dir: _DataDir = None) -> None:
    """Lock an account out, at once and everywhere; nothing of it is lost."""
    _change(data_dir, name, Rights(is_disabled=True))
    show(f"{name} cannot sign in any more.")


@app.command("enable")
def enable(name: _Name, data_dir: _DataDir = None) -> None:
    """Let an account in again."""
    _change(data_dir, name, Rights(is_disabled=False))
    show(f"{name} can sign in again.")


@app.command("remove")
def remove(
    name: _Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: _DataDir = None,
) -> None:
    """Remove an account with all its sessions, recordings and films, for good."""
    if not yes and not typer.confirm(f"Remove {name} and everything that is theirs, for good?"):
        say("poise: nothing was removed.")
        return

    async def take_away(store: Store) -> None:
        from poise.blobs.opening import blobs_at
        from poise.studio.settings import StudioSettings, read_settings

        settings = read_settings(StudioSettings)
        blobs = blobs_at(data_dir or settings.data_dir, settings.s3)
        await remove_account(store, blobs, THE_TERMINAL, await find_account(store, name))
        await blobs.close()

    with_store(data_dir, take_away)
    show(f"{name} and everything that was theirs is gone.")


def _base(address: str, data_dir: Path | None) -> str:
    """Return what stands before a link: what was asked for, the public address, or where the studio runs."""
    from poise.studio.settings import StudioSettings, read_settings

    settings = read_settings(StudioSettings)
    return (address or settings.address or running_address(data_dir or settings.data_dir) or _BASE).rstrip(
        "/"
    )


def _asked() -> str:
    stdin = typer.get_text_stream("stdin")
    if not stdin.isatty():
        return stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _change(data_dir: Path | None, name: str, rights: Rights) -> None:
    async def change(store: Store) -> None:
        await change_rights(store, THE_TERMINAL, (await find_account(store, name)).identifier, rights)

    with_store(data_dir, change)


async def _open_links(store: Store) -> list[LinkResult]:
    from poise.cli.results import LinkResult

    names = {one.identifier: one.name for one in await _everybody(store)} | {TERMINAL: "the terminal"}
    return [
        LinkResult(
            id=link_identifier(one),
            kind=one.kind.value,
            role=one.role.value,
            account=names.get(one.account, ""),
            made_by=names.get(one.maker, ""),
            created_ms=one.created_ms,
            expires_ms=one.expires_ms,
        )
        for one in await open_links(store)
    ]


async def _everybody(store: Store) -> list[Account]:
    return [one async for one in every(store.accounts)]
