"""Users, sessions, recordings and logs: one interface, several back ends."""

from poise.store.accounts import (
    TERMINAL,
    Account,
    AuditEntry,
    Goal,
    LinkKind,
    OneTimeLink,
    Profile,
    Role,
    SignIn,
)
from poise.store.jobs import Job, JobState
from poise.store.own_files import OwnExercise, OwnProgramme
from poise.store.records import (
    ACCURATE,
    ATTEMPTED,
    LogEntry,
    Page,
    Progress,
    SavedPose,
    Session,
    SessionDigest,
    SessionFilter,
    SessionState,
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
    "Goal",
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
    "SessionDigest",
    "SessionFilter",
    "SessionState",
    "SignIn",
    "Store",
    "StreamPart",
    "Upload",
    "Usage",
]
