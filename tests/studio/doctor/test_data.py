"""A data folder is called sound only if every recording in it can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.records import account, session
from tests.media.recording.made_recordings import person

from poise.media.recording import Recording, encode_recording
from poise.store.opening import store_at
from poise.studio.doctor.data import find_data_faults


def chunk(seed: int) -> bytes:
    """Return somebody who moves, for a moment."""
    return encode_recording(Recording((person(seed=seed),)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    async def fill() -> None:
        store = store_at(tmp_path / "data")
        await store.open()
        await store.accounts.add(account())
        for number in (1, 2):
            await store.sessions.add(session(number))
            await store.recordings.put(session(number).identifier, [chunk(number), chunk(number + 10)])
        await store.close()

    asyncio.run(fill())
    return tmp_path / "data"


def test_a_folder_whose_recordings_can_be_read_is_sound(folder: Path) -> None:
    assert list(find_data_faults(folder)) == []


def cut(length: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:length]


def flipped(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (cut(20), "The recording is damaged (it ends too early)"),
        (cut(-1), "The recording is damaged (it has "),
        (lambda data: data + b"x", "The recording is damaged (it has "),
        (flipped(10), "The recording is damaged (its beginning was altered)"),
        (flipped(-20), "The recording is damaged (the section POSE was altered)"),
        (lambda _data: b"something else", "This is not a recording of Poise"),
        (lambda data: bytes(len(data)), "This is not a recording of Poise"),
    ],
    ids=[
        "head alone",
        "last byte lost",
        "a byte more",
        "head altered",
        "body altered",
        "something else",
        "zeros",
    ],
)
def test_a_recording_that_cannot_be_read_is_named_with_its_session(
    folder: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    path = sorted((folder / "recordings").iterdir())[2]  # the first of the second session
    path.write_bytes(damage(path.read_bytes()))
    (fault,) = find_data_faults(folder)
    assert fault.startswith(
        f"the recording {path.name} of the session {session(2).identifier} cannot be read: {reason}"
    )
    assert ";" not in fault


def test_a_recording_that_is_gone_is_told_once(folder: Path) -> None:
    path = sorted((folder / "recordings").iterdir())[0]
    path.unlink()
    assert list(find_data_faults(folder)) == [
        f"the recording {path.name} of the session {session(1).identifier} is missing"
    ]


def test_a_recording_that_is_far_too_large_is_not_read(folder: Path) -> None:
    path = sorted((folder / "recordings").iterdir())[0]
    with path.open("r+b") as file:
        file.truncate(2**40)  # of which the disc holds nothing
    (fault,) = find_data_faults(folder)
    assert "has more than" in fault


def test_without_a_table_of_recordings_the_rest_is_still_told(folder: Path) -> None:
    import sqlite3

    with sqlite3.connect(folder / "poise.sqlite3") as database:
        database.execute("DROP TABLE recordings")
    assert "the table recordings is missing" in list(find_data_faults(folder))
