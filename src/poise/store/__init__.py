"""Users, sessions, recordings and logs: one interface, several back ends."""

from poise.store.jobs import Job, JobState
from poise.store.own_files import OwnExercise, OwnProgramme
from poise.store.records import (
    ACCURATE,
    ATTEMPTED,
    TERMINAL,
    Account,
    AuditEntry,
    LinkKind,
    LogEntry,
    OneTimeLink,
    Page,
    Profile,
    Progress,
    Role,
    SavedPose,
    Session,
    SessionFilter,
    SessionState,
    SignIn,
    StreamPart,
    Usage,
)
from poise.store.store import Store
from poise.store.uploads import Upload

__all__ = [
    "ACCURATE",
    "ATTEMPTED",
    "TERMINAL",
    "Account",
    "AuditEntry",
    "Job",
    "JobState",
    "LinkKind",
    "LogEntry",
    "OneTimeLink",
    "OwnExercise",
    "OwnProgramme",
    "Page",
    "Profile",
    "Progress",
    "Role",
    "SavedPose",
    "Session",
    "SessionFilter",
    "SessionState",
    "SignIn",
    "Store",
    "StreamPart",
    "Upload",
    "Usage",
]
