"""The one interface by which the processes of a studio wake each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol

Handler = Callable[[str], Awaitable[None]]
"""Given the identifier that was published."""


class Topic(StrEnum):
    """What a wake-up is about; its identifier says of which one."""

    SIGN_IN = "sign-in"
    """A sign-in has ended: the hash of its token."""
    ACCOUNT = "account"
    """Sign-ins of an account have ended, or the account was locked."""
    SESSION_TAKEN = "session-taken"
    """A live session goes on in another connection."""
    SESSION_ENDS = "session-ends"
    """A live session is about to be finished from another page."""
    UPLOAD = "upload"
    """An upload goes on in another request."""
    JOB = "job"
    """A job was changed by somebody other than its worker."""
    LIMIT = "limit"
    """An attempt was counted, as `poise.web.rate_limits` writes it."""


class Wakeups(Protocol):
    """Tell other processes to look into the store now, instead of a little later.

    Nothing depends on a message: each may be lost, late, or come twice, and whoever gets one looks into the store for
    what is true. So no method raises where messages cannot be carried, and none makes its caller wait for that.
    """

    @property
    def is_shared(self) -> bool:
        """Whether there can be other servers."""

    async def open(self) -> None:
        """Begin to carry messages; whoever carries them may be away, and may come later."""

    async def close(self) -> None:
        """Send what waits, for a moment, and let go."""

    async def check(self) -> None:
        """Return if messages are carried; raises `WakeupsUnavailable` in one sentence."""

    def subscribe(self, topic: Topic, handle: Handler) -> None:
        """Call `handle` for what other processes publish; to be called before `open`."""

    def publish(self, topic: Topic, identifier: str) -> None:
        """Tell all other processes."""

    def announce_job(self, identifier: str) -> None:
        """Wake one worker, because a job waits in the store."""

    async def wait_for_job(self) -> None:
        """Return when a job was announced, or when it is time to look into the store without that."""
