"""The S3 server that blobs are tested with: Versity's gateway over a folder, on loopback."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from poise.blobs.s3 import S3Blobs, S3Options, client_of

_MODULE = Path(__file__).resolve().parents[2] / "tools" / "versitygw"
_START_S = 30.0
ACCESS_KEY, SECRET_KEY = "poise-tests", "not a secret"


class S3Server:
    """An S3 server with its data in a folder of its own; killed and started again at will."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self.folder = Path(tempfile.mkdtemp(prefix="poise-s3-"))
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def options(self, bucket: str, prefix: str = "") -> S3Options:
        """Return how to reach a bucket."""
        return S3Options(bucket, self.endpoint, "us-east-1", ACCESS_KEY, SECRET_KEY, prefix)

    def start(self) -> None:
        """Start it and wait until it answers; it ends with us, because its standard input does."""
        self._process = subprocess.Popen(
            [self._program, f"127.0.0.1:{self._port}", self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY},
        )
        until = time.monotonic() + _START_S
        while not _listens(self._port):
            assert time.monotonic() < until
            assert self._process.poll() is None
            time.sleep(0.02)

    def make_bucket(self, name: str) -> None:
        """Make a bucket."""
        client: Any = client_of(self.options(name))
        client.create_bucket(Bucket=name)
        client.close()

    def kill(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_START_S)
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def remove(self) -> None:
        """End it and remove its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


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
    """Return our S3 server, as tools/setup.sh has built it; where it is absent the test is skipped, in CI it fails."""
    text = b"".join((_MODULE / name).read_bytes() for name in ("go.mod", "go.sum", "main.go"))
    cache_folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = cache_folder / "poise" / f"versitygw-{hashlib.sha256(text).hexdigest()[:16]}" / "versitygw"
    if not found.is_file():
        sentence = "The tests' S3 server is not there; run: sh tools/setup.sh storage."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


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


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
