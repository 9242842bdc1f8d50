"""What every test may ask for."""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SLOW_FIRST = (
    "e2e/test_accidents.py",
    "e2e/test_appearance.py",
    "e2e/test_studio.py",
    "e2e/test_films.py",
    "e2e/test_pages.py",
    "e2e/test_stop.py",
    "e2e/test_teaching.py",
    "e2e/test_connection.py",
    "e2e/test_training.py",
    "e2e/test_kill_anywhere.py",
    "e2e/test_upload_cuts.py",
    "e2e/test_offline.py",
    "e2e/test_attacks.py",
    "e2e/test_film_player.py",
    "e2e/test_holding.py",
    "cli/test_compare.py",
    "cli/test_serve.py",
    "cli/test_coach.py",
    "analysis/repetition/test_exercises.py",
    "benchmarks/test_faults.py",
    "studio/jobs/test_worker.py",
    "studio/jobs/test_worker_processes.py",
    "estimation/test_video.py",
    "web/test_authorisation.py",
)
"""What takes longer than a quarter of a minute; `pytest --durations=60` says when this is no longer so."""


def pytest_configure() -> None:
    """Listen to Ctrl-C even where the tests were started in the background.

    A shell without job control starts background jobs with SIGINT ignored, and every process that a test starts
    would inherit that: those that are to be cancelled would run on for ever.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first, so that several workers end together (each file is one worker's: see the Makefile).

    The order within a file stays, and so does that of all others.
    """
    rank = {name: place for place, name in enumerate(SLOW_FIRST)}
    folder = REPOSITORY / "tests"
    items.sort(key=lambda item: rank.get(item.path.relative_to(folder).as_posix(), len(rank)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases of the store's contract each back end has passed."""
    passed = [one.nodeid for one in terminalreporter.getreports("passed") if "tests/contract/" in one.nodeid]
    counts = Counter(nodeid.partition("[")[2].split("-")[0].rstrip("]") for nodeid in passed)
    if counts:
        told = ", ".join(f"{count} on {back_end}" for back_end, count in sorted(counts.items()))
        terminalreporter.write_line(f"the store's contract: {told}")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The reference data; a test that needs it is skipped where it is absent, and fails in CI."""
    folder = Path(os.environ.get("POISE_REFERENCE_DATA", REPOSITORY.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    message = f"there is no reference data in {folder}; set POISE_REFERENCE_DATA"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
