"""Bundles are the same bytes every time, in the archive that MediaPipe reads in place."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest

from poise.estimation.models.assembly import assemble
from poise.estimation.models.catalogue import Bundle, bundles

pytestmark = pytest.mark.models

Read = Callable[[str], bytes]


@pytest.mark.parametrize("bundle", bundles(), ids=lambda bundle: bundle.file_name)
def test_a_bundle_is_the_bytes_that_the_catalogue_pins(bundle: Bundle, read: Read) -> None:
    content = assemble(bundle, read)
    assert len(content) == bundle.size_bytes
    assert hashlib.sha256(content).hexdigest() == bundle.sha256


@pytest.mark.parametrize("bundle", bundles(), ids=lambda bundle: bundle.file_name)
def test_its_entries_are_stored_aligned_and_without_a_date(bundle: Bundle, read: Read) -> None:
    content = assemble(bundle, read)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        contents = {entry.filename: archive.read(entry) for entry in entries}
    assert len(entries) == (3 if bundle.model == "face" else 2)
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {content.index(data) % 16 for data in contents.values()} == {0}
