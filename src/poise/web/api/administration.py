"""For the administrator: who is here, invitations, resets, and what happened."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from poise.errors import Conflict, NotAllowed, NotThere
from poise.store import Account, Role, TicketKind
from poise.web.identity import Admin, end_sign_ins
from poise.web.links import new_link
from poise.web.services import Running

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


class AuditOut(BaseModel):
    """Something that happened."""

    identifier: str
    at_ms: int
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


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
    """A one-use link; it is shown once and cannot be read again."""

    link: str


@router.get("/accounts")
async def accounts(_who: Admin, services: Running, after: str = "", limit: _Limit = 50) -> AccountPage:
    """List the accounts by name."""
    page = await services.store.accounts(after, limit)
    return AccountPage(records=[AccountOut.of(one) for one in page.records], next_key=page.next_key)


@router.patch("/accounts/{identifier}")
async def change_account(identifier: str, given: AccountIn, who: Admin, services: Running) -> AccountOut:
    """Give an account another role, or lock it out and in again."""
    account = await _account(services, identifier)
    if account.rev != given.rev:
        raise Conflict("The account was changed meanwhile; please look again.")
    chosen = given.model_dump(include={"role", "is_disabled"}, exclude_none=True)
    changed = dataclasses.replace(account, **chosen)
    keeps_power = changed.role is Role.ADMIN and not changed.is_disabled
    if account.role is Role.ADMIN and not keeps_power and not await services.has_admin(but=identifier):
        raise NotAllowed("This is the only administrator; make somebody else one first.")
    changed = await services.store.change_account(changed)
    if changed.is_disabled:
        await end_sign_ins(services, identifier)
    await services.note(who.account.identifier, "account-changed", identifier, **_words(chosen))
    return AccountOut.of(changed)


@router.post("/accounts/{identifier}/reset", status_code=201)
async def reset(identifier: str, who: Admin, request: Request, services: Running) -> LinkOut:
    """Make a one-use link with which a person sets a new password."""
    account = await _account(services, identifier)
    path = await new_link(services.store, TicketKind.RESET, account=account.identifier)
    await services.note(who.account.identifier, "reset-link", identifier)
    return _link(request, path)


@router.post("/invitations", status_code=201)
async def invite(given: InvitationIn, who: Admin, request: Request, services: Running) -> LinkOut:
    """Make a one-use link with which somebody makes an account."""
    path = await new_link(services.store, TicketKind.INVITATION, role=given.role)
    await services.note(who.account.identifier, "invitation", role=given.role.value)
    return _link(request, path)


@router.get("/audit")
async def audit(_who: Admin, services: Running, after: str = "", limit: _Limit = 50) -> AuditPage:
    """List what happened, newest first."""
    page = await services.store.audit(after, limit)
    records = [AuditOut.model_validate(dataclasses.asdict(one)) for one in page.records]
    return AuditPage(records=records, next_key=page.next_key)


async def _account(services: Running, identifier: str) -> Account:
    account = await services.store.account(identifier)
    if account is None:
        raise NotThere("There is no such account.")
    return account


def _link(request: Request, path: str) -> LinkOut:
    return LinkOut(link=str(request.base_url).rstrip("/") + path)


def _words(chosen: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "value", value) for name, value in chosen.items()}
