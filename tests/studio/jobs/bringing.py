"""Films in a studio's blobs, as if somebody had uploaded them, and the people whose they are."""

from __future__ import annotations

from pathlib import Path

from tests.contract.records import account

from poise.blobs import MAX_BLOB_BYTES, Blobs
from poise.store import Account, Store, Upload
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.films.files import StoredFile
from poise.studio.identifiers import new_identifier


async def add_person(store: Store, number: int = 1) -> Account:
    """Add an account and return it; another number is another person."""
    person = account(number)
    await store.accounts.add(person)
    return person


async def bring(store: Store, blobs: Blobs, person: Account, film: Path | bytes, **changes: object) -> Upload:
    """Upload a film completely."""
    data = film if isinstance(film, bytes) else film.read_bytes()
    name = "film.mp4" if isinstance(film, bytes) else film.name
    sizes = [min(MAX_BLOB_BYTES, len(data) - first) for first in range(0, len(data), MAX_BLOB_BYTES)]
    upload = Upload(
        identifier=new_identifier(),
        account=person.identifier,
        name=name,
        size=len(data),
        created_ms=now_ms(),
        expires_ms=now_ms() + DAY_MS,
        parts=tuple(sizes),
        **changes,  # type: ignore[arg-type]  # fields of an upload
    )
    file = StoredFile.of_upload(upload.identifier, upload.parts)
    for number, size in enumerate(sizes):
        first = number * MAX_BLOB_BYTES
        await blobs.put(file.part_name(number), data[first : first + size])
    await store.uploads.add(upload)
    return upload
