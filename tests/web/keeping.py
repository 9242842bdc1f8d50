"""Sessions put into a store beside a running studio."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from poise.blobs import FolderBlobs
from poise.catalogue import catalogue
from poise.catalogue.programmes import programme_text
from poise.catalogue.writer import exercise_text
from poise.store import Job, LogEntry, OwnExercise, OwnProgramme, Session, SessionState, Upload
from poise.store.opening import store_at
from poise.studio.films.files import StoredFile
from poise.studio.films.uploads import keep_original

DAY_MS = 86_400_000


def coached_details(*sets: dict[str, Any], exercise: str = "squat") -> dict[str, Any]:
    """Return the result of a coaching session with what is given of its sets."""
    about = {"exercise": exercise, "level": "standard"}
    counts: dict[str, Any] = {"attempted": 0, "accurate": 0, "unfinished": 0, "hold_s": 0.0, "score": None}
    empty: dict[str, Any] = {
        "kind": "coaching",
        **about,
        **counts,
        "other_movements": 0,
        "consistency": None,
        "fatigue": {"range_percent": None, "concentric_percent": None},
        "rests_s": [],
        "repetitions": [],
        "faults": [],
        "unjudged": {},
        "notices": [],
    }
    numbered = [{**empty, "set": number, **one} for number, one in enumerate(sets, 1)]
    return {"kind": "coaching", **about, **counts, "sets": numbered}


def a_session(identifier: str, account: str, number: int = 0) -> Session:
    """Return a finished session; a larger number is a later one."""
    started = 1_700_000_000_000 + number * DAY_MS
    return Session(
        identifier=identifier,
        account=account,
        kind="coaching",
        subject="squat",
        state=SessionState.FINISHED,
        started_ms=started,
        ended_ms=started + 60_000,
        day=f"2023-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}",
        duration_s=60.0,
        measures={"attempted": 10, "accurate": 8, "hold_s": 0.0},
        score=91.0,
        details=coached_details(),
    )


def kept_session(data_dir: Path, identifier: str, account: str, uri: str = "") -> None:
    """Keep one session with a log and a picture."""

    async def keep() -> None:
        store = store_at(data_dir, uri, is_server=False)
        await store.open()
        try:
            await store.sessions.add(
                replace(a_session(identifier, account), details={"pictures": ["attempt.jpg"]})
            )
            await store.pictures.put(identifier, "attempt.jpg", b"\xff\xd8picture")
            await store.logs.append(identifier, [LogEntry(0, 1_700_000_000_000, "started")])
        finally:
            await store.close()

    asyncio.run(keep())


def kept_film(data_dir: Path, uri: str, session: str, upload: str, content: bytes = bytes(1000)) -> None:
    """Keep a film as the original of a session, if it is not there."""

    async def keep() -> None:
        store, blobs = store_at(data_dir, uri, is_server=False), FolderBlobs(data_dir / "blobs")
        await store.open()
        try:
            found = await store.sessions.get(session)
            assert found is not None
            details = {**found.details, "film": {"name": "squat.mp4", "size": len(content), "upload": upload}}
            await store.sessions.change(replace(found, details=details))
            if await store.uploads.get(upload) is None:
                half = len(content) // 2
                parts = (half, len(content) - half)
                given = Upload(upload, found.account, "squat.mp4", len(content), 1, 10**15, parts)
                await store.uploads.add(given)
                await keep_original(store, upload, session, 0)
                file = StoredFile.of_upload(upload, parts)
                await blobs.put(file.part_name(0), content[:half])
                await blobs.put(file.part_name(1), content[half:])
        finally:
            await store.close()

    asyncio.run(keep())


def film_of_session(data_dir: Path, session: str, upload: str) -> None:
    """Let an upload be the original of a session."""

    async def keep() -> None:
        store = store_at(data_dir, is_server=False)
        await store.open()
        try:
            found = await store.sessions.get(session)
            assert found is not None
            await store.sessions.change(replace(found, details={**found.details, "film": {"upload": upload}}))
            await keep_original(store, upload, session, 0)
        finally:
            await store.close()

    asyncio.run(keep())


def kept_sessions(data_dir: Path, sessions: Iterable[Session]) -> None:
    """Keep many."""

    async def keep() -> None:
        store = store_at(data_dir, is_server=False)
        await store.open()
        try:
            for one in sessions:
                await store.sessions.add(one)
        finally:
            await store.close()

    asyncio.run(keep())


def keep_jobs(data_dir: Path, jobs: Iterable[Job], uri: str = "") -> None:
    """Keep jobs."""

    async def keep() -> None:
        store = store_at(data_dir, uri, is_server=False)
        await store.open()
        try:
            for one in jobs:
                await store.jobs.add(one)
        finally:
            await store.close()

    asyncio.run(keep())


def keep_upload(data_dir: Path, identifier: str, account: str) -> None:
    """Keep what is known of a film that has arrived completely."""

    async def keep() -> None:
        store = store_at(data_dir, is_server=False)
        await store.open()
        try:
            await store.uploads.add(Upload(identifier, account, "squat.mp4", 1000, 1, 10**15, (1000,)))
        finally:
            await store.close()

    asyncio.run(keep())


def keep_programmes(data_dir: Path, account: str, identifiers: Iterable[str], uri: str = "") -> None:
    """Keep programmes of one's own, with a set of squats."""
    exercise = {"exercise": "squat", "repetitions": 2}
    blocks = [{"kind": "main", "exercises": [exercise]}]

    async def keep() -> None:
        store = store_at(data_dir, uri, is_server=False)
        await store.open()
        try:
            for one in identifiers:
                content = {
                    "id": one,
                    "name": "Mine",
                    "summary": "Short.",
                    "sources": ["Me"],
                    "blocks": blocks,
                }
                await store.programmes.add(OwnProgramme(one, account, "Mine", 1, programme_text(content)))
        finally:
            await store.close()

    asyncio.run(keep())


def keep_exercises(data_dir: Path, account: str, identifiers: Iterable[str], uri: str = "") -> None:
    """Keep exercises of one's own, which are squats."""
    text = exercise_text(catalogue()["squat"])

    async def keep() -> None:
        store = store_at(data_dir, uri, is_server=False)
        await store.open()
        try:
            for one in identifiers:
                await store.exercises.add(OwnExercise(one, account, "Squat", 1, text))
        finally:
            await store.close()

    asyncio.run(keep())
