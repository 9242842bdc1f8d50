"""Accounts, signed-in browsers, one-use links, saved poses and the audit log in SQLite."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace

from poise.errors import Conflict, LastAdministrator
from poise.store.documents import (
    Account,
    AuditEntry,
    Page,
    Profile,
    Role,
    SavedPose,
    SignIn,
    Ticket,
    TicketKind,
)
from poise.store.keys import LAST_ADMINISTRATOR, audit_key, name_key


def add_account(database: sqlite3.Connection, account: Account) -> None:
    """Keep a new account, or raise `Conflict`."""
    try:
        database.execute(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                account.identifier,
                name_key(account.name),
                account.name,
                account.role.value,
                account.password_hash,
                account.created_ms,
                json.dumps(asdict(account.profile)),
                account.is_disabled,
                account.rev,
            ),
        )
    except sqlite3.IntegrityError as error:
        raise _taken(account.name) from error


def account(database: sqlite3.Connection, identifier: str) -> Account | None:
    """Return the account with this identifier."""
    return _one_account(database, "identifier = ?", identifier)


def account_named(database: sqlite3.Connection, name: str) -> Account | None:
    """Return the account of this name."""
    return _one_account(database, "key = ?", name_key(name))


def accounts(database: sqlite3.Connection, after: str, limit: int) -> Page[Account]:
    """Return accounts by name; the key is the last one's."""
    rows = database.execute(
        "SELECT * FROM accounts WHERE key > ? ORDER BY key LIMIT ?", (after, limit + 1)
    ).fetchall()
    found = tuple(account_of(row) for row in rows[:limit])
    return Page(found, rows[limit - 1]["key"] if len(rows) > limit else "")


def count_accounts(database: sqlite3.Connection) -> int:
    """Return how many there are."""
    return int(database.execute("SELECT count(*) FROM accounts").fetchone()[0])


def change_account(database: sqlite3.Connection, account: Account) -> Account:
    """Change an account, or raise `Conflict` or `LastAdministrator`."""
    before = _one_account(database, "identifier = ?", account.identifier)
    try:
        changed = database.execute(
            "UPDATE accounts SET key = ?, name = ?, role = ?, password_hash = ?, profile = ?, is_disabled = ?, "
            "rev = rev + 1 WHERE identifier = ? AND rev = ?",
            (
                name_key(account.name),
                account.name,
                account.role.value,
                account.password_hash,
                json.dumps(asdict(account.profile)),
                account.is_disabled,
                account.identifier,
                account.rev,
            ),
        ).rowcount
    except sqlite3.IntegrityError as error:
        raise _taken(account.name) from error
    if not changed:
        raise Conflict("The account was changed in the meantime; please load it again.")
    _require_administrator(database, before)
    return replace(account, rev=account.rev + 1)


def remove_account(database: sqlite3.Connection, identifier: str) -> None:
    """Remove an account with its browsers, links and poses, or raise `LastAdministrator`.

    Its sessions are removed apart.
    """
    before = _one_account(database, "identifier = ?", identifier)
    for table in ("sign_ins", "tickets", "poses"):
        database.execute(f"DELETE FROM {table} WHERE account = ?", (identifier,))  # noqa: S608  (fixed names)
    database.execute("DELETE FROM tickets WHERE maker = ?", (identifier,))
    database.execute("DELETE FROM accounts WHERE identifier = ?", (identifier,))
    _require_administrator(database, before)


def remove_ownerless_poses(database: sqlite3.Connection) -> None:
    """Remove the poses that were saved while their account was being removed."""
    database.execute("DELETE FROM poses WHERE account NOT IN (SELECT identifier FROM accounts)")


def _require_administrator(database: sqlite3.Connection, before: Account | None) -> None:
    """Undo a write (by raising) that took the last administrator's power; the one writer makes this atomic."""
    if before is None or not before.is_administrator:
        return
    left = database.execute(
        "SELECT 1 FROM accounts WHERE role = ? AND NOT is_disabled LIMIT 1", (Role.ADMIN.value,)
    )
    if left.fetchone() is None:
        raise LastAdministrator(LAST_ADMINISTRATOR)


def add_sign_in(database: sqlite3.Connection, sign_in: SignIn) -> None:
    """Keep a signed-in browser."""
    database.execute(
        "INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?, ?)",
        (
            sign_in.token_hash,
            sign_in.account,
            sign_in.created_ms,
            sign_in.seen_ms,
            sign_in.expires_ms,
            sign_in.user_agent,
        ),
    )


def sign_in(database: sqlite3.Connection, token_hash: str) -> SignIn | None:
    """Return a signed-in browser."""
    row = database.execute("SELECT * FROM sign_ins WHERE token_hash = ?", (token_hash,)).fetchone()
    return sign_in_of(row) if row else None


def touch_sign_in(database: sqlite3.Connection, token_hash: str, seen_ms: int, expires_ms: int) -> None:
    """Note that the browser was here."""
    database.execute(
        "UPDATE sign_ins SET seen_ms = ?, expires_ms = ? WHERE token_hash = ?",
        (seen_ms, expires_ms, token_hash),
    )


def sign_ins(database: sqlite3.Connection, account: str) -> tuple[SignIn, ...]:
    """Return an account's browsers, the latest seen first."""
    rows = database.execute(
        "SELECT * FROM sign_ins WHERE account = ? ORDER BY seen_ms DESC, token_hash", (account,)
    )
    return tuple(sign_in_of(row) for row in rows)


def remove_sign_in(database: sqlite3.Connection, token_hash: str) -> None:
    """Sign one browser out."""
    database.execute("DELETE FROM sign_ins WHERE token_hash = ?", (token_hash,))


def remove_sign_ins(database: sqlite3.Connection, account: str, but: str) -> int:
    """Sign all but one out."""
    return database.execute(
        "DELETE FROM sign_ins WHERE account = ? AND token_hash <> ?", (account, but)
    ).rowcount


def add_ticket(database: sqlite3.Connection, ticket: Ticket) -> None:
    """Keep a one-use link."""
    database.execute(
        "INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            ticket.token_hash,
            ticket.kind.value,
            ticket.expires_ms,
            ticket.role.value,
            ticket.account,
            ticket.maker,
            ticket.created_ms,
        ),
    )


def ticket(database: sqlite3.Connection, token_hash: str) -> Ticket | None:
    """Return a one-use link."""
    row = database.execute("SELECT * FROM tickets WHERE token_hash = ?", (token_hash,)).fetchone()
    return ticket_of(row) if row else None


def take_ticket(database: sqlite3.Connection, token_hash: str, now_ms: int) -> Ticket | None:
    """Use a link up; the one writer makes sure that only one gets it."""
    found = ticket(database, token_hash)
    database.execute("DELETE FROM tickets WHERE token_hash = ?", (token_hash,))
    return found if found is not None and found.expires_ms > now_ms else None


def tickets(database: sqlite3.Connection) -> tuple[Ticket, ...]:
    """Return all one-use links, the next to end first."""
    rows = database.execute("SELECT * FROM tickets ORDER BY expires_ms, token_hash")
    return tuple(ticket_of(row) for row in rows)


def remove_ticket(database: sqlite3.Connection, token_hash: str) -> None:
    """Revoke a one-use link."""
    database.execute("DELETE FROM tickets WHERE token_hash = ?", (token_hash,))


def remove_tickets(database: sqlite3.Connection, *, account: str = "", maker: str = "", but: str = "") -> int:
    """Revoke the links to an account's password, and those of a maker, but for one."""
    return database.execute(
        "DELETE FROM tickets WHERE (account = ? AND account <> '' OR maker = ? AND maker <> '') AND token_hash <> ?",
        (account, maker, but),
    ).rowcount


def add_pose(database: sqlite3.Connection, pose: SavedPose) -> None:
    """Keep a saved pose, or raise `Conflict`."""
    try:
        database.execute(
            "INSERT INTO poses VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                pose.identifier,
                pose.account,
                name_key(pose.name),
                pose.name,
                pose.created_ms,
                pose.notes,
                json.dumps(dict(pose.details), allow_nan=False),
            ),
        )
    except sqlite3.IntegrityError as error:
        raise _taken(pose.name) from error


def poses(database: sqlite3.Connection, account: str) -> tuple[SavedPose, ...]:
    """Return an account's poses by name."""
    rows = database.execute("SELECT * FROM poses WHERE account = ? ORDER BY key", (account,))
    return tuple(pose_of(row) for row in rows)


def remove_pose(database: sqlite3.Connection, account: str, identifier: str) -> None:
    """Remove a pose of this account."""
    database.execute("DELETE FROM poses WHERE account = ? AND identifier = ?", (account, identifier))


def add_audit(database: sqlite3.Connection, entry: AuditEntry) -> None:
    """Keep an audit entry."""
    database.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)",
        (
            entry.identifier,
            entry.at_ms,
            entry.actor,
            entry.action,
            entry.subject,
            json.dumps(dict(entry.details), allow_nan=False),
        ),
    )


def audit(database: sqlite3.Connection, after: str, limit: int) -> Page[AuditEntry]:
    """Return entries newest first; UUIDv7 orders them by time."""
    rows = database.execute(
        "SELECT * FROM audit WHERE identifier < ? ORDER BY identifier DESC LIMIT ?", (after or "~", limit + 1)
    ).fetchall()
    found = tuple(entry_of(row) for row in rows[:limit])
    return Page(found, rows[limit - 1]["identifier"] if len(rows) > limit else "")


def remove_audit(database: sqlite3.Connection, before_ms: int) -> int:
    """Remove the entries from before a time; returns how many."""
    return database.execute("DELETE FROM audit WHERE identifier < ?", (audit_key(before_ms),)).rowcount


def _one_account(database: sqlite3.Connection, where: str, value: str) -> Account | None:
    row = database.execute(f"SELECT * FROM accounts WHERE {where}", (value,)).fetchone()  # noqa: S608  (fixed text)
    return account_of(row) if row else None


def account_of(row: sqlite3.Row) -> Account:
    """Return the account of a row."""
    return Account(
        identifier=row["identifier"],
        name=row["name"],
        role=Role(row["role"]),
        password_hash=row["password_hash"],
        created_ms=row["created_ms"],
        profile=Profile.of(json.loads(row["profile"])),
        is_disabled=bool(row["is_disabled"]),
        rev=row["rev"],
    )


def sign_in_of(row: sqlite3.Row) -> SignIn:
    """Return the signed-in browser of a row."""
    return SignIn(**row)


def ticket_of(row: sqlite3.Row) -> Ticket:
    """Return the one-use link of a row."""
    return Ticket(
        token_hash=row["token_hash"],
        kind=TicketKind(row["kind"]),
        expires_ms=row["expires_ms"],
        role=Role(row["role"]),
        account=row["account"],
        maker=row["maker"],
        created_ms=row["created_ms"],
    )


def pose_of(row: sqlite3.Row) -> SavedPose:
    """Return the saved pose of a row."""
    return SavedPose(
        row["identifier"],
        row["account"],
        row["name"],
        row["created_ms"],
        row["notes"],
        json.loads(row["details"]),
    )


def entry_of(row: sqlite3.Row) -> AuditEntry:
    """Return the audit entry of a row."""
    return AuditEntry(
        row["identifier"],
        row["at_ms"],
        row["actor"],
        row["action"],
        row["subject"],
        json.loads(row["details"]),
    )


def _taken(name: str) -> Conflict:
    return Conflict(f"The name {name} is taken; please choose another.")
