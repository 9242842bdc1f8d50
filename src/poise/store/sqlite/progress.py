"""The sums of progress in SQLite: a table of days and subjects, kept in the transactions that change sessions.

Years of sessions are then read as some hundreds of rows. A changed day is summed anew from its few sessions, so that no
error of rounding adds up.
"""

from __future__ import annotations

import json
import sqlite3

from poise.store.records import Progress
from poise.store.sums import PART_SIGN, Summand, split_parts, sum_progress

Group = tuple[str, str, str]
"""Account, subject and day."""


def group_of(database: sqlite3.Connection, session: str) -> Group | None:
    """Return to which sums a kept session belongs, None where there is no such session."""
    row = database.execute(
        "SELECT account, subject, day FROM sessions WHERE identifier = ?", (session,)
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


def sum_again(database: sqlite3.Connection, group: Group) -> None:
    """Write the sums of a day and subject as its sessions are now."""
    rows = database.execute(
        "SELECT day, subject, score, counted FROM sessions "
        "WHERE account = ? AND subject = ? AND day = ? AND state = 'finished' AND deleted_ms = 0 "
        "AND superseded_by = ''",
        group,
    )
    sums = sum_progress(Summand(row[0], row[1], row[2], json.loads(row[3])) for row in rows)
    database.execute("DELETE FROM progress WHERE account = ? AND subject = ? AND day = ?", group)
    database.executemany(
        "INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (*group, one.sessions, one.score_sum, one.scored, json.dumps(dict(one.measures), allow_nan=False))
            for one in sums
        ],
    )


def read_progress(
    database: sqlite3.Connection, account: str, subject: str, first_day: str
) -> tuple[Progress, ...]:
    """Return the sums of an account by day and subject, oldest first; all subjects where none is given."""
    # The subject may be that of a part, whose measures are named as "squat/attempted".
    only = "AND (subject = ? OR instr(measures, ?)) " if subject else ""
    rows = database.execute(
        "SELECT day, subject, sessions, score_sum, scored, measures FROM progress "  # noqa: S608  (fixed clauses)
        f"WHERE account = ? {only}AND day >= ? ORDER BY day, subject",
        (account, *([subject, f'"{subject}{PART_SIGN}'] if subject else []), first_day),
    ).fetchall()
    # Read as one list: it takes half the time of as many small ones.
    measures = json.loads(f"[{','.join(row[5] for row in rows)}]")
    sums = (
        Progress(row[0], row[1], row[2], row[3], row[4], summed)
        for row, summed in zip(rows, measures, strict=True)
    )
    return split_parts(sums, subject)
