"""A database server of one test alone, which it may kill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.contract.servers import FerretDb, program


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the application does."""
    return "asyncio"


@pytest.fixture
def server() -> Iterator[FerretDb]:
    """A running FerretDB."""
    started = FerretDb(program())
    try:
        started.start()
        yield started
    finally:
        started.remove()
