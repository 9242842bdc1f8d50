"""A database server of one test alone, which it may kill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.contract.servers import FerretDb, running_ferretdb


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio, as the application does."""
    return "asyncio"


@pytest.fixture
def server() -> Iterator[FerretDb]:
    """A running FerretDB."""
    with running_ferretdb() as started:
        yield started
