"""Damaged and hostile uploads: a refusal or a job that has failed, each with one sentence, and nothing is left."""

from __future__ import annotations

import os
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
from tests.e2e.damaged_films import damaged, sound_films
from tests.e2e.studio import served_studio
from tests.e2e.test_kill import signed_up
from tests.web.browser import OWN
from tests.web.tus_client import BODY_TYPE, metadata

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not tell how much memory a process has"
)

_WAIT_S = 60.0
_JOB_S = 600.0  # two seconds of work, but workers give way to everything else on the machine
_MOST_GROWTH_BYTES = 50 * 2**20
_WARM_UP = 20  # uploads, until everything that is loaded when first used is loaded
_NAMES = (
    "squat.mp4",
    "../../etc/passwd",
    "a\u202e4pm.exe",
    "\x00\x1b[2J.mp4",
    "x" * 3000,
    "",
    "深蹲.mov",
    "CON",
    "-rf",
)


@dataclass
class Person:
    """Somebody who sends files that are not what they should be."""

    client: httpx2.Client  # making one takes longer than what it is asked
    cookie: str

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx2.Response:
        given = {**OWN, "cookie": self.cookie, "tus-resumable": "1.0.0", **(headers or {})}
        return self.client.request(method, f"/api/v1{path}", headers=given, **more)

    def bring(self, data: bytes, chance: random.Random) -> str:
        """Send a file in pieces, sometimes with lies; returns what became of it."""
        size = max(1, len(data) + chance.choice((0, 0, 0, 0, -1, 1, 10**6)))
        given = {"upload-length": str(size), "upload-metadata": metadata(filename=chance.choice(_NAMES))}
        created = self.ask("POST", "/uploads", given)
        if created.status_code != 201:
            return refused(created)
        path = created.headers["location"].removeprefix("/api/v1")
        step = chance.choice((1000, 5000, 100_000))
        for start in range(0, len(data), step):
            headers = {"upload-offset": str(start), "content-type": BODY_TYPE}
            answer = self.ask("PATCH", path, headers, content=data[start : start + step])
            if answer.status_code != 204:
                self.ask("DELETE", path)
                return refused(answer)
        if size > len(data):
            assert self.ask("DELETE", path).status_code == 204
            return "left unfinished"
        return self.analyse(path.rpartition("/")[2])

    def analyse(self, upload: str) -> str:
        """Have a film analysed and return how that ended; what was kept is removed."""
        wish = {"kind": "coach-film", "upload": upload, "exercise": "squat", "level": "standard"}
        created = self.ask("POST", "/jobs", json={**wish, "keep_original": False})
        assert created.status_code == 201, created.text
        path, end = f"/jobs/{created.json()['id']}", time.monotonic() + _JOB_S
        while (job := self.ask("GET", path).json())["state"] in {"queued", "running"}:
            assert time.monotonic() < end, f"after {_JOB_S:g} s the job is {job['state']}"
            time.sleep(0.1)
        for session in job["sessions"]:
            assert self.ask("DELETE", f"/sessions/{session}").status_code == 204
        assert job["state"] == "done" or is_one_sentence(job["failure"]), job
        self.ask("DELETE", f"/uploads/{upload}")
        assert self.ask("DELETE", path).status_code == 204
        return str(job["state"])


def refused(answer: httpx2.Response) -> str:
    assert 400 <= answer.status_code < 500, answer.text
    assert is_one_sentence(answer.json()["detail"])
    return f"refused with {answer.status_code}"


def is_one_sentence(text: str) -> bool:
    return bool(re.fullmatch(r"[^\n\x00-\x1f]{5,600}\.", text)) and "Traceback" not in text


def resident_bytes(process: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found.group(1)) * 1024


def left_files(folder: Path) -> list[str]:
    """Return the files in what is worked with and in the blobs, but for locks and what is being written."""
    found = [path for place in ("blobs", "work") for path in (folder / place).rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in found if path.name not in {".lock", ".owned"}]


def campaign(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Bring so many damaged films and return what became of them."""
    chance, outcomes = random.Random(seed), dict[str, int]()
    films = sound_films(folder)
    with (
        served_studio(folder / "data", workers=1) as studio,
        httpx2.Client(base_url=studio.address, timeout=_WAIT_S) as client,
    ):
        assert studio.process.stdout is not None
        # What is logged of each failed job would fill the pipe, and whoever logs would wait for ever.
        Thread(target=studio.process.stdout.read, daemon=True).start()
        before = 0
        for number in range(count):
            if number % 100 == 0:  # of an account in an hour
                client.cookies.clear()
                person = Person(client, signed_up(studio, f"Mallory-{number}-{os.urandom(2).hex()}"))
            if number == min(_WARM_UP, count // 2):
                before = resident_bytes(studio.process.pid)
            how, data = damaged(films, chance)
            outcome = person.bring(data, chance)
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            assert person.ask("GET", "/uploads").json() == [], how
        assert resident_bytes(studio.process.pid) - before < _MOST_GROWTH_BYTES
        assert client.get("/readyz").status_code == 200
        assert left_files(folder / "data") == []
    return outcomes


@pytest.mark.models
@pytest.mark.timeout(1200)
def test_damaged_uploads_leave_a_sentence_and_nothing_else(tmp_path: Path) -> None:
    outcomes = campaign(tmp_path, 12, seed=random.randrange(10**6))
    assert sum(outcomes.values()) == 12


@pytest.mark.models
@pytest.mark.stress
@pytest.mark.timeout(4 * 3600)
def test_three_hundred_damaged_uploads_leave_a_sentence_and_nothing_else(tmp_path: Path) -> None:
    outcomes = campaign(tmp_path, 300, seed=1)
    print(outcomes)
    assert {"failed", "left unfinished", "refused with 415", "refused with 413"} <= set(outcomes)
