"""The S3 server that blobs are tested with: Versity's gateway over a folder, on loopback."""

from __future__ import annotations

import atexit
import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.go_server import START_S, GoServer, built_server

from poise.blobs.s3 import S3Blobs, S3Options, client_of

ACCESS_KEY, SECRET_KEY = "poise-tests", "not a secret"


class S3Server(GoServer):
    """An S3 server with its data in a folder of its own."""

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def options(self, bucket: str, prefix: str = "") -> S3Options:
        """Return how to reach a bucket."""
        return S3Options(bucket, self.endpoint, "us-east-1", ACCESS_KEY, SECRET_KEY, prefix)

    def start(self) -> None:
        """Start it and wait until it answers."""
        process = self.begin({"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY})
        until = time.monotonic() + START_S
        while not _listens(self.port):
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.02)

    def make_bucket(self, name: str) -> None:
        """Make a bucket."""
        client: Any = client_of(self.options(name))
        client.create_bucket(Bucket=name)
        client.close()


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """Start a server of one's own, and leave nothing of it."""
    started = S3Server(program())
    try:
        started.start()
        yield started
    finally:
        started.remove()


def program() -> Path:
    """Return our S3 server, as tools/setup.sh has built it."""
    return built_server("versitygw", "S3", "storage")


@cache
def shared_s3() -> S3Server:
    """Return the one that all tests of this process share."""
    server = S3Server(program())
    atexit.register(server.remove)
    server.start()
    return server


def on_s3(folder: Path) -> S3Blobs:
    """Return blobs in a bucket of their own; the same folder is the same bucket."""
    bucket = f"blobs-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    shared_s3().make_bucket(bucket)
    return S3Blobs(shared_s3().options(bucket, "poise/films/"))


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
