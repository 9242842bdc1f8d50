"""Servers and workers of one studio, as docs/scaling.md describes them, on real MongoDB, S3 and Redis servers."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from tests.blobs.servers import ACCESS_KEY, SECRET_KEY, shared_s3
from tests.contract.servers import shared_ferretdb
from tests.e2e.studio import Studio, served_studio
from tests.redis_server import RedisServer, running_redis
from tests.studio.jobs.processes import Place, WorkerProcess, worker_process
from tests.web.browser import OWN, PASSWORD

from poise.blobs import Blobs
from poise.blobs.opening import blobs_at
from poise.store import Store
from poise.store.opening import store_at

WAIT_S = 400.0
FINAL = {"done", "failed", "cancelled"}


@dataclass(frozen=True)
class Cluster:
    """A running cluster.

    Parameters
    ----------
    folder : Path
        Holds a folder for each process.
    mongodb_uri : str
        Where the store is; empty for one machine, whose processes share a folder with SQLite and the films.
    redis : RedisServer
        Its own; may be killed.
    settings : dict of str
        What all processes are given.
    """

    folder: Path
    mongodb_uri: str
    redis: RedisServer
    settings: dict[str, str]

    def place(self, name: str) -> Place:
        """Return where a process has its files."""
        return Place(self.folder / (name if self.mongodb_uri else "data"), self.mongodb_uri, self.settings)

    def store(self) -> Store:
        """Return the store, to be opened beside those who serve it."""
        return store_at(self.place("a").folder, self.mongodb_uri, is_server=False)

    def blobs(self) -> Blobs:
        """Return the films."""
        bucket = self.settings.get("POISE_S3_BUCKET")
        return blobs_at(self.place("a").folder, shared_s3().options(bucket) if bucket else None)

    @contextmanager
    def server(self, name: str, port: int = 0) -> Iterator[Studio]:
        """Run one more server."""
        with served_studio(
            self.place(name).folder, port=port, mongodb_uri=self.mongodb_uri, settings=self.settings
        ) as studio:
            yield studio

    @contextmanager
    def workers(self, count: int) -> Iterator[list[WorkerProcess]]:
        """Run some more workers, each with a folder of its own, as on machines of their own."""
        with ExitStack() as stack:
            places = [self.place(f"worker-{number}") for number in range(count)]
            yield [stack.enter_context(worker_process(place)) for place in places]


@contextmanager
def cluster(folder: Path, *, is_one_machine: bool = False) -> Iterator[Cluster]:
    """Start what servers and workers need; on one machine nothing but a Redis."""
    if is_one_machine:
        with running_redis() as redis:
            yield Cluster(folder, "", redis, {"POISE_REDIS_URL": redis.url})
        return
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    shared_s3().make_bucket(f"cluster-{name}")
    with running_redis() as redis:
        settings = {
            "POISE_REDIS_URL": redis.url,
            "POISE_S3_BUCKET": f"cluster-{name}",
            "POISE_S3_ENDPOINT": shared_s3().endpoint,
            "POISE_S3_ACCESS_KEY": ACCESS_KEY,
            "POISE_S3_SECRET_KEY": SECRET_KEY,
        }
        yield Cluster(folder, f"{shared_ferretdb().uri}cluster_{name}", redis, settings)


@dataclass
class Person:
    """Somebody who is signed in at a studio, and known to each of its servers."""

    secret: str = ""
    names: list[str] = field(default_factory=list)

    @classmethod
    def sign_up(cls, server: str, name: str) -> Person:
        """Make an account."""
        given = {"name": name, "password": PASSWORD}
        answer = httpx2.post(f"{server}/api/v1/sign-up", json=given, headers=OWN, timeout=WAIT_S)
        assert answer.status_code == 201, answer.text
        return cls(answer.cookies[cookie_name(server)])

    def cookie(self, server: str) -> str:
        """Return the header with which a browser is known to a server."""
        return f"{cookie_name(server)}={self.secret}"

    def ask(self, method: str, server: str, path: str, **more: Any) -> Any:
        """Send a request and return the answer's JSON, or its headers where it has none."""
        headers = {**OWN, "cookie": self.cookie(server), **more.pop("headers", {})}
        answer = httpx2.request(method, f"{server}/api/v1{path}", headers=headers, timeout=WAIT_S, **more)
        assert answer.is_success, answer.text
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.headers

    def upload(self, server: str, film: Path) -> str:
        """Upload a film and return the upload's identifier."""
        data, tus = film.read_bytes(), {"tus-resumable": "1.0.0"}
        name = base64.b64encode(film.name.encode()).decode()
        announced = {**tus, "upload-length": str(len(data)), "upload-metadata": f"filename {name}"}
        where = self.ask("POST", server, "/uploads", headers=announced)["location"].removeprefix("/api/v1")
        sent = {**tus, "upload-offset": "0", "content-type": "application/offset+octet-stream"}
        self.ask("PATCH", server, where, headers=sent, content=data)
        return str(where.rpartition("/")[2])

    def analyse(self, server: str, upload: str) -> str:
        """Queue the analysis of a film and return the job's identifier."""
        wish = {"kind": "coach-film", "upload": upload, "exercise": "squat"}
        return str(self.ask("POST", server, "/jobs", json=wish)["id"])

    def until_ended(self, server: str, jobs: list[str]) -> list[dict[str, Any]]:
        """Wait until jobs have ended, and return them."""
        end_s = time.monotonic() + WAIT_S
        while True:
            found = [self.ask("GET", server, f"/jobs/{job}") for job in jobs]
            if all(one["state"] in FINAL for one in found):
                return found
            assert time.monotonic() < end_s, found
            time.sleep(0.1)


def cookie_name(server: str) -> str:
    """Return under which name a server that listens on a port of its own keeps its cookie."""
    return f"poise-{server.rpartition(':')[2]}"
