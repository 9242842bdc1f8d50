"""Users, sessions, recordings and logs: one interface, several back ends."""

from poise.store.documents import (
    TERMINAL,
    Account,
    AuditEntry,
    LogEntry,
    Page,
    Profile,
    Progress,
    Role,
    SavedPose,
    Session,
    SessionFilter,
    SessionKind,
    SessionState,
    SignIn,
    Ticket,
    TicketKind,
    Usage,
)
from poise.store.store import Store

__all__ = [
    "TERMINAL",
    "Account",
    "AuditEntry",
    "LogEntry",
    "Page",
    "Profile",
    "Progress",
    "Role",
    "SavedPose",
    "Session",
    "SessionFilter",
    "SessionKind",
    "SessionState",
    "SignIn",
    "Store",
    "Ticket",
    "TicketKind",
    "Usage",
]
