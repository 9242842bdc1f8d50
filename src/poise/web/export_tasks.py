"""The downloads that child processes write: one session, or everything of a person."""

from __future__ import annotations

from poise.store import Account, Session
from poise.studio.exporting.task import SessionRequest, write_archive, write_session
from poise.studio.people.own_data import send_archive, send_session
from poise.web.exports import ExportTask
from poise.web.services import Services
from poise.web.turns import Turns


def session_task(services: Services, found: Session, request: SessionRequest, turns: Turns) -> ExportTask:
    """Return the task that writes one session.

    Parameters
    ----------
    services : Services
        The running studio.
    found : Session
        Whose recording it is.
    request : SessionRequest
        How it is written.
    turns : Turns
        The queue in which it waits.
    """
    return ExportTask(write_session, request, send_session(services.store, found, services.activities), turns)


def archive_task(services: Services, account: Account) -> ExportTask:
    """Return the task that writes everything that is kept of a person."""
    feed = send_archive(services.store, services.blobs, account, services.activities)
    return ExportTask(write_archive, None, feed, services.exports, is_archive=True)
