"""Records as documents and back; everything that a list or a sum asks for is a field of its own."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from poise.store.accounts import Account, AuditEntry, LinkKind, OneTimeLink, Profile, Role, SignIn
from poise.store.keys import as_floats, name_key, search_words
from poise.store.mongodb.collections import Document
from poise.store.records import Json, LogEntry, SavedPose, Session, SessionState

_OWN_FIELDS = ("words", "newest", "is_aside", "counted")


def of_details(details: Json) -> str | dict[str, Any]:
    """Return an object as it can be kept: itself, or its JSON text where not every server holds it unchanged."""
    text = json.dumps(dict(details), allow_nan=False)
    plain: dict[str, Any] = json.loads(text)
    return plain if _can_be_held(plain) else text


def details_of(kept: str | dict[str, Any]) -> dict[str, Any]:
    """Return the object that `of_details` was given."""
    found: dict[str, Any] = json.loads(kept) if isinstance(kept, str) else kept
    return found


def of_account(account: Account) -> Document:
    """Return the document of an account."""
    return {
        **_named(asdict(account), "identifier"),
        "key": name_key(account.name),
        "role": account.role.value,
        "profile": asdict(account.profile),
    }


def account_of(document: Document) -> Account:
    """Return the account of a document."""
    given = _given(document, "identifier", "key")
    return Account(**{**given, "role": Role(given["role"]), "profile": Profile.of(given["profile"])})


def of_sign_in(sign_in: SignIn) -> Document:
    """Return the document of a signed-in browser."""
    return _named(asdict(sign_in), "token_hash")


def sign_in_of(document: Document) -> SignIn:
    """Return the signed-in browser of a document."""
    return SignIn(**_given(document, "token_hash"))


def of_link(link: OneTimeLink) -> Document:
    """Return the document of a one-time link."""
    return {
        **_named(asdict(link), "token_hash"),
        "kind": link.kind.value,
        "role": link.role.value,
    }


def link_of(document: Document) -> OneTimeLink:
    """Return the one-time link of a document."""
    given = _given(document, "token_hash")
    return OneTimeLink(**{**given, "kind": LinkKind(given["kind"]), "role": Role(given["role"])})


def of_session(session: Session) -> Document:
    """Return the document of a session, with what lists and sums are made from."""
    values = {
        name: getattr(session, name)
        for name in Session.__dataclass_fields__
        if name not in {"identifier", "details"}
    }
    return {
        "_id": session.identifier,
        **values,
        "state": session.state.value,
        "duration_s": float(session.duration_s),
        "measures": of_details(as_floats(session.measures)),
        "counted": of_details(as_floats(session.counted)),
        "score": None if session.score is None else float(session.score),
        "details": of_details(session.details),
        "words": search_words(session),
        "newest": newest_key(session),
        "is_aside": session.deleted_ms > 0,
    }


def newest_key(session: Session) -> str:
    """Return what orders sessions by their start, and those that began together by their identifier."""
    return f"{session.started_ms:015d}:{session.identifier}"


def session_of(document: Document) -> Session:
    """Return the session of a document, with no details where they were left out."""
    given = _given(document, "identifier", *_OWN_FIELDS)
    return Session(
        **{
            **given,
            "state": SessionState(given["state"]),
            "measures": details_of(given["measures"]),
            "details": details_of(given.get("details", {})),
        }
    )


def of_log_entry(session: str, entry: LogEntry) -> Document:
    """Return the document of a log entry."""
    return {
        "_id": f"{session}|{entry.number:09d}",
        "session": session,
        "number": entry.number,
        "at_ms": entry.at_ms,
        "name": entry.name,
        "details": of_details(entry.details),
    }


def log_entry_of(document: Document) -> LogEntry:
    """Return the log entry of a document."""
    return LogEntry(document["number"], document["at_ms"], document["name"], details_of(document["details"]))


def of_pose(pose: SavedPose) -> Document:
    """Return the document of a saved pose; its ``_id`` makes the name unique within the account."""
    return {
        **asdict(pose),
        "_id": f"{pose.account}|{name_key(pose.name)}",
        "details": of_details(pose.details),
    }


def pose_of(document: Document) -> SavedPose:
    """Return the saved pose of a document."""
    given = {name: value for name, value in document.items() if name not in {"_id", "mark"}}
    return SavedPose(**{**given, "details": details_of(given["details"])})


def of_audit_entry(entry: AuditEntry) -> Document:
    """Return the document of an audit entry."""
    return {**_named(asdict(entry), "identifier"), "details": of_details(entry.details)}


def audit_entry_of(document: Document) -> AuditEntry:
    """Return the audit entry of a document."""
    given = _given(document, "identifier")
    return AuditEntry(**{**given, "details": details_of(given["details"])})


def _named(values: dict[str, Any], key: str) -> Document:
    rest = {name: value for name, value in values.items() if name != key}
    return {"_id": values[key], **rest}


def _given(document: Document, key: str, *without: str) -> dict[str, Any]:
    left_out = {"_id", "mark", *without}
    return {key: document["_id"], **{name: value for name, value in document.items() if name not in left_out}}


def _can_be_held(value: object, *, is_in_list: bool = False) -> bool:
    if isinstance(value, Mapping):
        return all(_is_plain_key(key) and _can_be_held(inner) for key, inner in value.items())
    if isinstance(value, list):
        return not is_in_list and all(_can_be_held(inner, is_in_list=True) for inner in value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, float):
        return value != 0.0 or math.copysign(1.0, value) > 0  # FerretDB forgets the sign of zero
    return True


def _is_plain_key(key: str) -> bool:
    return bool(key) and not key.startswith("$") and "." not in key and "\0" not in key
