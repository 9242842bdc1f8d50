"""Coming in and going out: set-up, sign-up, sign-in, passwords, one's own profile."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from poise import __version__
from poise.analysis.repetition import Level
from poise.errors import LastAdministrator, NotAllowed, NotThere, TooManyRequests
from poise.store import Account, LinkKind, Role, SignIn
from poise.store.keys import name_key
from poise.store.paging import every
from poise.studio.clock import checked_zone, now_ms
from poise.studio.people.accounts import change_profile, remove_account, void_links
from poise.studio.people.audit import Actor
from poise.studio.people.joining import Registrar, checked_applicant
from poise.studio.people.links import valid_link
from poise.studio.people.new_passwords import renew_hash, set_password, set_password_by_link
from poise.web.identity import Identity, Signed, end_sign_in, end_sign_ins, farewell, identity_of, welcome
from poise.web.known_browsers import known_browser, remember_browser
from poise.web.rate_limits import SignInAttempt, address_key
from poise.web.services import Running, Services
from poise.web.settings import SignUp

LANGUAGES = ("en", "de")
_ID_LENGTH = 16  # of a sign-in's name in lists: part of its hash, which opens nothing

router = APIRouter(tags=["accounts"])


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


_Text = Annotated[str, Field(max_length=1024)]


class StatusOut(BaseModel):
    """What a page must know before anybody signs in."""

    version: str
    needs_setup: bool
    sign_up: SignUp
    signed_in: bool
    languages: list[str]


class ProfileOut(BaseModel):
    """A person's own choices."""

    display_name: str
    time_zone: str
    language: str
    level: Level


class MeOut(BaseModel):
    """The person who is signed in."""

    identifier: str
    name: str
    role: Role
    profile: ProfileOut
    created_ms: int

    @classmethod
    def of(cls, account: Account) -> MeOut:
        """Return an account without what it keeps to itself."""
        return cls(
            identifier=account.identifier,
            name=account.name,
            role=account.role,
            profile=ProfileOut.model_validate(dataclasses.asdict(account.profile)),
            created_ms=account.created_ms,
        )


class SignInOut(BaseModel):
    """A browser that is signed in."""

    identifier: str
    created_ms: int
    seen_ms: int
    user_agent: str
    is_this: bool


class SetUpIn(_Given):
    """The first account."""

    ticket: _Text
    name: _Text
    password: _Text


class SignUpIn(_Given):
    """A new account."""

    name: _Text
    password: _Text
    invitation: _Text = ""


class SignInIn(_Given):
    """A name and its password."""

    name: _Text
    password: _Text


class PasswordIn(_Given):
    """A new password in the place of the old one."""

    old: _Text
    new: _Text


class ResetIn(_Given):
    """A new password by a one-time link."""

    ticket: _Text
    password: _Text


class ConfirmIn(_Given):
    """The password again, for what cannot be undone."""

    password: _Text


class ProfileIn(_Given):
    """What is to change of a profile."""

    display_name: Annotated[str, Field(max_length=80)] | None = None
    time_zone: Annotated[str, Field(max_length=64)] | None = None
    language: Literal["en", "de"] | None = None
    level: Level | None = None


class MeIn(_Given):
    """What is to change of one's account."""

    profile: ProfileIn


@router.get("/status")
async def status(request: Request, services: Running) -> StatusOut:
    """Say what this studio is, and whether anybody is signed in."""
    return StatusOut(
        version=__version__,
        needs_setup=not await services.has_admin(),
        sign_up=services.settings.sign_up,
        signed_in=await identity_of(request, services) is not None,
        languages=list(LANGUAGES),
    )


@router.post("/setup", status_code=201)
async def set_up(given: SetUpIn, request: Request, response: Response, services: Running) -> MeOut:
    """Make the first account, an administrator's, with the link that the studio printed."""
    _limit_links(request, services)
    applicant = await checked_applicant(given.name, given.password)
    has_admin = await services.has_admin()
    account = await _registrar(services).set_up(applicant, given.ticket, has_admin=has_admin)
    await services.note(account, "set-up")
    await _welcome(request, response, services, account)
    return MeOut.of(account)


@router.post("/sign-up", status_code=201)
async def sign_up(given: SignUpIn, request: Request, response: Response, services: Running) -> MeOut:
    """Make an account and sign in."""
    services.limits.sign_up_address.take(address_key(_address(request)))
    applicant = await checked_applicant(given.name, given.password)
    role = await _invited_role(services, given.invitation)
    account = await _registrar(services).sign_up(applicant, role, given.invitation)
    await services.note(account, "sign-up")
    await _welcome(request, response, services, account)
    return MeOut.of(account)


@router.post("/sign-in")
async def sign_in(given: SignInIn, request: Request, response: Response, services: Running) -> MeOut:
    """Sign this browser in; unknown names, wrong passwords and disabled accounts are answered alike."""
    address = _address(request)
    account = await services.store.accounts.find(given.name)
    attempt = SignInAttempt(
        address_key(address),
        account.identifier if account else name_key(given.name),
        known_browser(request, account),
    )
    await _limit_sign_in(services, attempt, account, address)
    is_right = await services.passwords.is_right(account.password_hash if account else None, given.password)
    if account is None or not is_right or account.is_disabled:
        await services.note(None, "sign-in-refused", account, address=address)
        raise NotAllowed("The name or the password is not right.")
    services.limits.succeed(attempt)
    account = await renew_hash(services.store, services.passwords, account, given.password)
    await services.note(account, "sign-in", address=address)
    await _welcome(request, response, services, account)
    return MeOut.of(account)


@router.post("/sign-out", status_code=204)
async def sign_out(who: Signed, request: Request, response: Response, services: Running) -> None:
    """Sign this browser out."""
    await end_sign_in(services, who.sign_in.token_hash)
    await services.note(who.account, "sign-out")
    farewell(request, response)


@router.post("/sign-out-everywhere", status_code=204)
async def sign_out_everywhere(who: Signed, request: Request, response: Response, services: Running) -> None:
    """Sign all browsers of this person out."""
    await end_sign_ins(services, who.account.identifier)
    await services.note(who.account, "sign-out-everywhere")
    farewell(request, response)


@router.post("/password", status_code=204)
async def change_password(
    given: PasswordIn, who: Signed, request: Request, response: Response, services: Running
) -> None:
    """Change one's password; every other browser is signed out."""
    await _confirm(services, who, given.old)
    account = await set_password(services.store, services.passwords, who.account, given.new)
    await end_sign_ins(services, account.identifier)
    await void_links(services.store, account.identifier)
    await services.note(account, "password-changed")
    await _welcome(request, response, services, account)


@router.post("/password-reset", status_code=204)
async def reset_password(given: ResetIn, request: Request, response: Response, services: Running) -> None:
    """Set a new password with a one-time link; every browser is signed out."""
    _limit_links(request, services)
    account = await set_password_by_link(services.store, services.passwords, given.ticket, given.password)
    await end_sign_ins(services, account.identifier)
    await void_links(services.store, account.identifier)
    await services.note(account, "password-reset")
    # The owner is let in, however many guess at the account meanwhile.
    services.limits.forget_name(account.identifier)
    remember_browser(request, response, account)


@router.get("/me")
async def me(who: Signed) -> MeOut:
    """Return who is signed in."""
    return MeOut.of(who.account)


@router.patch("/me")
async def change_me(given: MeIn, who: Signed, services: Running) -> MeOut:
    """Change one's profile."""
    chosen = given.profile.model_dump(exclude_none=True)
    if "time_zone" in chosen:
        chosen["time_zone"] = checked_zone(chosen["time_zone"])
    if "display_name" in chosen:
        chosen["display_name"] = " ".join(chosen["display_name"].split())
    if "level" in chosen:
        chosen["level"] = chosen["level"].value
    return MeOut.of(await change_profile(services.store, who.account, **chosen))


@router.delete("/me", status_code=204)
async def delete_me(
    given: ConfirmIn, who: Signed, request: Request, response: Response, services: Running
) -> None:
    """Delete one's account and everything that is one's own, for good."""
    await _confirm(services, who, given.password)
    await _require_another_administrator(services, who.account)
    # Sockets end first: what they would still write has no owner afterwards.
    await end_sign_ins(services, who.account.identifier)
    await remove_account(services.store, services.blobs, Actor.of(who.account), who.account)
    farewell(request, response)


@router.get("/me/sign-ins")
async def sign_ins(who: Signed, services: Running) -> list[SignInOut]:
    """List the browsers that are signed in."""
    found = await services.store.sign_ins.list_for(who.account.identifier)
    return [_sign_in_out(one, who.sign_in) for one in found if one.expires_ms > now_ms()]


@router.delete("/me/sign-ins/{identifier}", status_code=204)
async def end_own_sign_in(identifier: str, who: Signed, services: Running) -> None:
    """Sign one browser out."""
    for one in await services.store.sign_ins.list_for(who.account.identifier):
        if one.token_hash.startswith(identifier) and len(identifier) == _ID_LENGTH:
            await end_sign_in(services, one.token_hash)
            await services.note(who.account, "sign-out")
            return
    raise NotThere("This browser is not signed in any more.")


def _sign_in_out(one: SignIn, this: SignIn) -> SignInOut:
    return SignInOut(
        identifier=one.token_hash[:_ID_LENGTH],
        created_ms=one.created_ms,
        seen_ms=one.seen_ms,
        user_agent=one.user_agent,
        is_this=one.token_hash == this.token_hash,
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _limit_links(request: Request, services: Services) -> None:
    services.limits.link_address.take(address_key(_address(request)))


async def _invited_role(services: Services, invitation: str) -> Role:
    if not invitation:
        if services.settings.sign_up is SignUp.OPEN:
            return Role.MEMBER
        raise NotAllowed("This studio takes new people by invitation only; ask its administrator for a link.")
    if services.settings.sign_up is SignUp.CLOSED:
        raise NotThere("This studio takes no new people.")
    return (await valid_link(services.store, invitation, LinkKind.INVITATION)).role


async def _require_another_administrator(services: Services, account: Account) -> None:
    """Refuse before anybody is signed out; the store refuses it again if two are at it."""
    others = (one async for one in every(services.store.accounts) if one.identifier != account.identifier)
    if account.is_administrator and not [one async for one in others if one.is_administrator]:
        raise LastAdministrator("You are the only administrator; make somebody else one first.")


def _registrar(services: Services) -> Registrar:
    return Registrar(services.store, services.passwords, services.naming)


async def _limit_sign_in(
    services: Services, attempt: SignInAttempt, account: Account | None, address: str
) -> None:
    try:
        services.limits.take_sign_in(attempt)
    except TooManyRequests:
        if services.limits.notes.allows(attempt.pair):
            await services.note(None, "sign-in-limited", account, address=address)
        raise


async def _welcome(request: Request, response: Response, services: Services, account: Account) -> None:
    await welcome(request, response, services, account)
    remember_browser(request, response, account)


async def _confirm(services: Services, who: Identity, password: str) -> None:
    """Ask for the password again; guesses count for this sign-in alone, so that a stranger's lock nobody out."""
    services.limits.confirmation.take(who.sign_in.token_hash)
    if not await services.passwords.is_right(who.account.password_hash, password):
        await services.note(who.account, "confirmation-refused")
        raise NotAllowed("The password is not right.")
    services.limits.confirmation.forget(who.sign_in.token_hash)
