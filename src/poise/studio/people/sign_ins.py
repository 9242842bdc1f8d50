"""Signed-in browsers: how one begins, how long it lasts, and when it has ended."""

from __future__ import annotations

from dataclasses import replace

from poise.errors import NotAllowed
from poise.store import Account, SignIn, Store
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.people.secret import hash_of, new_secret

MAX_LIFETIME_MS = 180 * DAY_MS
"""After this a person signs in again, however often they visit."""

_IDLE_MS = 30 * DAY_MS  # without a visit
_TOUCH_EVERY_MS = 5 * 60_000  # a visit is noted this often
_MAX_AGENT = 200  # characters


async def begin_sign_in(store: Store, account: Account, user_agent: str) -> str:
    """Sign a browser in and return its secret, of which only the hash is kept.

    Raises
    ------
    NotAllowed
        If the account was locked, removed or given another password meanwhile.
    """
    secret, now = new_secret(), now_ms()
    fresh = SignIn(hash_of(secret), account.identifier, now, now, now + _IDLE_MS, user_agent[:_MAX_AGENT])
    await store.sign_ins.add(fresh)
    # Whoever locks or renews an account changes it first and ends its sign-ins then: this one came before, and is
    # ended, or it comes after, and sees the change here.
    known = await store.accounts.get(account.identifier)
    if known is None or known.is_disabled or known.password_hash != account.password_hash:
        await store.sign_ins.remove(fresh.token_hash)
        raise NotAllowed("The name or the password is not right.")
    return secret


async def find_signed_in(store: Store, token_hash: str) -> tuple[Account, SignIn] | None:
    """Return who is signed in with a token and where, None where that has ended."""
    sign_in = await store.sign_ins.get(token_hash)
    if sign_in is None or sign_in.expires_ms <= now_ms():
        return None
    account = await store.accounts.get(sign_in.account)
    return None if account is None or account.is_disabled else (account, sign_in)


async def touch_sign_in(store: Store, sign_in: SignIn) -> SignIn:
    """Note a visit, which makes the sign-in last longer; returns the sign-in as it is now."""
    now = now_ms()
    if now - sign_in.seen_ms <= _TOUCH_EVERY_MS:
        return sign_in
    expires_ms = min(now + _IDLE_MS, sign_in.created_ms + MAX_LIFETIME_MS)
    await store.sign_ins.touch(sign_in.token_hash, now, expires_ms)
    return replace(sign_in, seen_ms=now, expires_ms=expires_ms)
