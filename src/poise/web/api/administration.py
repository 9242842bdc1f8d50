"""For the administrator: who is here, invitations, resets, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, JsonValue
from starlette.requests import Request

from poise.errors import NotSignedIn, NotThere
from poise.store import TERMINAL, Account, AuditEntry, LinkKind, OneTimeLink, Role
from poise.studio.people.accounts import Rights, change_rights
from poise.studio.people.audit import Actor
from poise.studio.people.links import link_identifier, new_link, open_links, revoke_link
from poise.studio.people.secret import hash_of
from poise.web.identity import Admin, Identity, end_sockets, valid_identity
from poise.web.link_address import base_address
from poise.web.services import Running, Services

router = APIRouter(tags=["administration"])

_Limit = Annotated[int, Query(ge=1, le=200)]


class AccountOut(BaseModel):
    """An account as an administrator sees it."""

    identifier: str
    name: str
    role: Role
    is_disabled: bool
    created_ms: int
    rev: int

    @classmethod
    def of(cls, account: Account) -> AccountOut:
        """Return an account without what is nobody's business."""
        return cls(**{name: getattr(account, name) for name in cls.model_fields})


class AccountPage(BaseModel):
    """Some accounts, and where to go on."""

    records: list[AccountOut]
    next_key: str


class ChangeOut(BaseModel):
    """A field of an account, before and after."""

    field: str
    before: str
    after: str


class AuditOut(BaseModel):
    """Something that happened: `actor` is an account, "terminal", or "" for nobody who was signed in."""

    identifier: str
    at_ms: int
    actor: str
    actor_name: str
    action: str
    subject: str
    subject_name: str
    changes: list[ChangeOut]
    details: dict[str, JsonValue]

    @classmethod
    def of(cls, entry: AuditEntry) -> AuditOut:
        """Return an entry; names are those of that time, "" in entries of older versions."""
        details = dict(entry.details)
        return cls(
            identifier=entry.identifier,
            at_ms=entry.at_ms,
            actor=entry.actor,
            actor_name=details.pop("actor_name", ""),
            action=entry.action,
            subject=entry.subject,
            subject_name=details.pop("subject_name", ""),
            changes=details.pop("changes", []),
            details=details,
        )


class AuditPage(BaseModel):
    """Some of what happened, newest first."""

    records: list[AuditOut]
    next_key: str


class AccountIn(BaseModel):
    """What is to change of an account."""

    model_config = ConfigDict(extra="forbid")

    rev: int
    role: Role | None = None
    is_disabled: bool | None = None


class InvitationIn(BaseModel):
    """Whom an invitation is for."""

    model_config = ConfigDict(extra="forbid")

    role: Role = Role.MEMBER


class LinkOut(BaseModel):
    """A one-time link; it is shown once and cannot be read again."""

    link: str


class OpenLinkOut(BaseModel):
    """A one-time link without its secret.

    `made_by` is the maker's name, `by_terminal` says that a command made it; an older version noted neither.
    """

    identifier: str
    kind: LinkKind
    role: Role
    account_name: str
    made_by: str
    by_terminal: bool
    created_ms: int
    expires_ms: int

    @classmethod
    def of(cls, link: OneTimeLink, names: Mapping[str, str]) -> OpenLinkOut:
        """Return a link, with the names of the accounts that it mentions."""
        return cls(
            identifier=link_identifier(link),
            kind=link.kind,
            role=link.role,
            account_name=names.get(link.account, ""),
            made_by=names.get(link.maker, ""),
            by_terminal=link.maker == TERMINAL,
            created_ms=link.created_ms,
            expires_ms=link.expires_ms,
        )


@router.get("/accounts")
async def accounts(_who: Admin, services: Running, after: str = "", limit: _Limit = 50) -> AccountPage:
    """List the accounts by name."""
    page = await services.store.accounts.page(after, limit)
    return AccountPage(records=[AccountOut.of(one) for one in page.records], next_key=page.next_key)


@router.patch("/accounts/{identifier}")
async def change_account(identifier: str, given: AccountIn, who: Admin, services: Running) -> AccountOut:
    """Give an account another role, or lock it out and in again."""
    rights = Rights(given.role, given.is_disabled)
    changed = await change_rights(services.store, Actor.of(who.account), identifier, rights, given.rev)
    if changed.is_disabled:
        await end_sockets(services, identifier)
    return AccountOut.of(changed)


@router.post("/accounts/{identifier}/reset", status_code=201)
async def reset(identifier: str, who: Admin, request: Request, services: Running) -> LinkOut:
    """Make a one-time link with which a person sets a new password."""
    account = await _account(services, identifier)
    path = await new_link(
        services.store, LinkKind.RESET, account=account.identifier, maker=who.account.identifier
    )
    await services.note(who.account, "reset-link", account)
    return await _link(request, services, who, path)


@router.post("/invitations", status_code=201)
async def invite(given: InvitationIn, who: Admin, request: Request, services: Running) -> LinkOut:
    """Make a one-time link with which somebody makes an account."""
    path = await new_link(services.store, LinkKind.INVITATION, role=given.role, maker=who.account.identifier)
    await services.note(who.account, "invitation", role=given.role.value)
    return await _link(request, services, who, path)


@router.get("/links")
async def links(_who: Admin, services: Running) -> list[OpenLinkOut]:
    """List the one-time links that still open something, without their secrets."""
    names: dict[str, str] = {}
    found = await open_links(services.store)
    for identifier in {one.maker for one in found} | {one.account for one in found}:
        account = await services.store.accounts.get(identifier)
        names[identifier] = account.name if account else ""
    return [OpenLinkOut.of(one, names) for one in found]


@router.delete("/links/{identifier}", status_code=204)
async def revoke(identifier: str, who: Admin, services: Running) -> None:
    """Void a one-time link."""
    link = await revoke_link(services.store, identifier)
    subject = await services.store.accounts.get(link.account)
    await services.note(who.account, "link-revoked", subject, kind=link.kind.value, role=link.role.value)


@router.get("/audit")
async def audit(_who: Admin, services: Running, after: str = "", limit: _Limit = 50) -> AuditPage:
    """List what happened, newest first."""
    page = await services.store.audit.page(after, limit)
    return AuditPage(records=[AuditOut.of(one) for one in page.records], next_key=page.next_key)


async def _account(services: Running, identifier: str) -> Account:
    account = await services.store.accounts.get(identifier)
    if account is None:
        raise NotThere("There is no such account.")
    return account


async def _link(request: Request, services: Services, who: Identity, path: str) -> LinkOut:
    """Show a new link, unless its maker was signed out meanwhile: then a new password voided the others."""
    if await valid_identity(services, who.sign_in.token_hash) is None:
        await services.store.one_time_links.remove(hash_of(path.rpartition("=")[2]))
        raise NotSignedIn("Please sign in first.")
    return LinkOut(link=base_address(request, services.settings.origin) + path)
