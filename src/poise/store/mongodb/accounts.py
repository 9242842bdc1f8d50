"""Accounts, signed-in browsers, one-use links, saved poses and the audit log in MongoDB."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace

from poise.errors import Conflict
from poise.store.documents import Account, AuditEntry, Page, SavedPose, SignIn, Ticket
from poise.store.keys import audit_key, name_key
from poise.store.mongodb import administrators
from poise.store.mongodb.collections import Collections
from poise.store.mongodb.forms import (
    account_of,
    audit_entry_of,
    of_account,
    of_audit_entry,
    of_pose,
    of_sign_in,
    of_ticket,
    pose_of,
    sign_in_of,
    ticket_of,
)

# A name claimed for longer than this by an account that does not bear it was left behind by a killed process.
_CLAIM_MS = 60_000


async def add_account(collections: Collections, account: Account) -> None:
    """Claim the name, then keep the account; raises `Conflict`."""
    await _claim(collections, account)
    if not await collections.insert("accounts", of_account(account)):
        raise _taken(account.name)
    if account.is_administrator:
        await administrators.enter(collections, account)


async def account(collections: Collections, identifier: str) -> Account | None:
    """Return the account with this identifier."""
    found = await collections.one("accounts", {"_id": identifier})
    return account_of(found) if found else None


async def account_named(collections: Collections, name: str) -> Account | None:
    """Return the account of this name."""
    found = await collections.one("accounts", {"key": name_key(name)})
    return account_of(found) if found else None


async def accounts(collections: Collections, after: str, limit: int) -> Page[Account]:
    """Return accounts by name; the key is the last one's."""
    found = await collections.many("accounts", {"key": {"$gt": after}}, [("key", 1)], limit + 1)
    page = tuple(account_of(one) for one in found[:limit])
    return Page(page, found[limit - 1]["key"] if len(found) > limit else "")


async def count_accounts(collections: Collections) -> int:
    """Return exactly how many there are."""
    return await collections.total("accounts", {"_id": {"$gt": ""}})


async def change_account(collections: Collections, account: Account) -> Account:
    """Change an account, or raise `Conflict` or `LastAdministrator`."""
    known = await collections.one("accounts", {"_id": account.identifier})
    if known is None or known["rev"] != account.rev:
        raise _changed()
    key = name_key(account.name)
    if key != known["key"]:
        await _claim(collections, account)
    was_administrator = account_of(known).is_administrator
    if was_administrator and not account.is_administrator:
        await administrators.leave(collections, account.identifier, account.rev)
    changed = replace(account, rev=account.rev + 1)
    settings = {
        name: value for name, value in of_account(changed).items() if name not in {"_id", "created_ms"}
    }
    is_changed = await collections.change(
        "accounts", {"_id": account.identifier, "rev": account.rev}, settings
    )
    await _release(collections, account.identifier, key, known["key"])
    if was_administrator != account.is_administrator:
        await _enter_if_administrator(collections, account.identifier)
    if not is_changed:
        raise _changed()
    return changed


async def _enter_if_administrator(collections: Collections, identifier: str) -> None:
    """Note the power of an account as it is now: given by this change, or kept because the change came too late."""
    now = await account(collections, identifier)
    if now is not None and now.is_administrator:
        await administrators.enter(collections, now)


async def give_up_power(collections: Collections, identifier: str) -> None:
    """Begin to remove an account: after this nobody counts on it as an administrator; raises `LastAdministrator`."""
    known = await account(collections, identifier)
    if known is not None and known.is_administrator:
        await administrators.leave(collections, identifier, known.rev)


async def remove_account(collections: Collections, identifier: str) -> None:
    """Remove an account with its browsers, links, poses and name; its sessions are removed apart."""
    while (known := await account(collections, identifier)) is not None:
        if known.is_administrator:
            await administrators.leave(collections, identifier, known.rev)
        # Only as it was read: somebody who was made an administrator in the meantime is looked at again.
        await collections.remove("accounts", {"_id": identifier, "rev": known.rev})
    for collection in ("sign_ins", "tickets", "poses"):
        await collections.remove(collection, {"account": identifier})
    await collections.remove("tickets", {"maker": identifier})
    await collections.remove("names", {"account": identifier})


async def add_sign_in(collections: Collections, sign_in: SignIn) -> None:
    """Keep a signed-in browser."""
    await collections.insert("sign_ins", of_sign_in(sign_in))


async def sign_in(collections: Collections, token_hash: str) -> SignIn | None:
    """Return a signed-in browser."""
    found = await collections.one("sign_ins", {"_id": token_hash})
    return sign_in_of(found) if found else None


async def touch_sign_in(collections: Collections, token_hash: str, seen_ms: int, expires_ms: int) -> None:
    """Note that the browser was here."""
    await collections.change("sign_ins", {"_id": token_hash}, {"seen_ms": seen_ms, "expires_ms": expires_ms})


async def sign_ins(collections: Collections, account: str) -> tuple[SignIn, ...]:
    """Return an account's browsers, the latest seen first."""
    found = await collections.many("sign_ins", {"account": account}, [("seen_ms", -1), ("_id", 1)])
    return tuple(sign_in_of(one) for one in found)


async def remove_sign_in(collections: Collections, token_hash: str) -> None:
    """Sign one browser out."""
    await collections.remove("sign_ins", {"_id": token_hash})


async def remove_sign_ins(collections: Collections, account: str, but: str) -> int:
    """Sign all but one out."""
    return await collections.remove("sign_ins", {"account": account, "_id": {"$ne": but}})


async def add_ticket(collections: Collections, ticket: Ticket) -> None:
    """Keep a one-use link."""
    await collections.insert("tickets", of_ticket(ticket))


async def ticket(collections: Collections, token_hash: str) -> Ticket | None:
    """Return a one-use link."""
    found = await collections.one("tickets", {"_id": token_hash})
    return ticket_of(found) if found else None


async def take_ticket(collections: Collections, token_hash: str, now_ms: int) -> Ticket | None:
    """Use a link up; the unique note that it is taken makes sure that only one gets it."""
    found = await ticket(collections, token_hash)
    if found is None:
        return None
    is_ours = await collections.insert(
        "taken_tickets", {"_id": token_hash, "expires_ms": found.expires_ms, "by": secrets.token_hex(8)}
    )
    await collections.remove("tickets", {"_id": token_hash})
    return found if is_ours and found.expires_ms > now_ms else None


async def tickets(collections: Collections) -> tuple[Ticket, ...]:
    """Return all one-use links, the next to end first."""
    found = await collections.many("tickets", {"expires_ms": {"$gt": 0}}, [("expires_ms", 1), ("_id", 1)])
    return tuple(ticket_of(one) for one in found)


async def remove_ticket(collections: Collections, token_hash: str) -> None:
    """Revoke a one-use link."""
    await collections.remove("tickets", {"_id": token_hash})


async def remove_tickets(
    collections: Collections, *, account: str = "", maker: str = "", but: str = ""
) -> int:
    """Revoke the links to an account's password, and those of a maker, but for one."""
    whose = {name: value for name, value in (("account", account), ("maker", maker)) if value}
    return sum(
        [
            await collections.remove("tickets", {name: value, "_id": {"$ne": but}})
            for name, value in whose.items()
        ]
    )


async def add_pose(collections: Collections, pose: SavedPose) -> None:
    """Keep a saved pose, or raise `Conflict`."""
    if not await collections.insert("poses", of_pose(pose)):
        raise _taken(pose.name)


async def poses(collections: Collections, account: str) -> tuple[SavedPose, ...]:
    """Return an account's poses by name."""
    found = await collections.many("poses", {"account": account}, [("_id", 1)])
    return tuple(pose_of(one) for one in found)


async def remove_pose(collections: Collections, account: str, identifier: str) -> None:
    """Remove a pose of this account."""
    await collections.remove("poses", {"account": account, "identifier": identifier})


async def add_audit(collections: Collections, entry: AuditEntry) -> None:
    """Keep an audit entry."""
    await collections.insert("audit", of_audit_entry(entry))


async def audit(collections: Collections, after: str, limit: int) -> Page[AuditEntry]:
    """Return entries newest first; UUIDv7 orders them by time."""
    found = await collections.many("audit", {"_id": {"$lt": after or "~"}}, [("_id", -1)], limit + 1)
    page = tuple(audit_entry_of(one) for one in found[:limit])
    return Page(page, page[-1].identifier if len(found) > limit else "")


async def remove_audit(collections: Collections, before_ms: int) -> int:
    """Remove the entries from before a time; returns how many."""
    return await collections.remove("audit", {"_id": {"$lt": audit_key(before_ms)}})


async def remove_expired(collections: Collections, now_ms: int) -> int:
    """Remove expired browsers and links; returns how many."""
    await collections.remove("taken_tickets", {"expires_ms": {"$lte": now_ms}})
    return sum(
        [
            await collections.remove(collection, {"expires_ms": {"$lte": now_ms}})
            for collection in ("sign_ins", "tickets")
        ]
    )


async def _claim(collections: Collections, account: Account) -> None:
    key, now_ms = name_key(account.name), time.time_ns() // 1_000_000
    claim = {"account": account.identifier, "at_ms": now_ms}
    if await collections.insert("names", {"_id": key, **claim}):
        return
    holder = await collections.one("names", {"_id": key})
    if holder is not None and holder["account"] == account.identifier:
        return
    bearer = await collections.one("accounts", {"key": key})
    if holder is None or bearer is not None or now_ms - holder["at_ms"] < _CLAIM_MS:
        raise _taken(account.name)
    left_behind = {"_id": key, "account": holder["account"], "at_ms": holder["at_ms"]}
    if not await collections.change("names", left_behind, claim):
        raise _taken(account.name)


async def _release(collections: Collections, identifier: str, *keys: str) -> None:
    """Give up those names that the account does not bear."""
    known = await collections.one("accounts", {"_id": identifier})
    for key in set(keys) - {known["key"] if known else ""}:
        await collections.remove("names", {"_id": key, "account": identifier})


def _taken(name: str) -> Conflict:
    return Conflict(f"The name {name} is taken; please choose another.")


def _changed() -> Conflict:
    return Conflict("The account was changed in the meantime; please load it again.")
