"""Official model files for these tests, out of the cache that `make` filled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poise.estimation.models.catalogue import source_files
from poise.estimation.models.fetch import fetch
from poise.estimation.models.shelf import cache_folder


@pytest.fixture(scope="session")
def read() -> Callable[[str], bytes]:
    """Give the content of an official file by its catalogue name."""
    cache = cache_folder() / "sources"
    return lambda name: fetch(source_files()[name], cache, lambda _: None)
