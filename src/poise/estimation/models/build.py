"""Building bundles: fetched, assembled, checked, and put on the shelf whole or not at all."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from poise.errors import ModelError, OutputError
from poise.estimation.models.catalogue import Bundle, source_files, writer
from poise.estimation.models.shelf import cache_folder, cannot_keep, found, is_sound, note
from poise.media.atomic import atomic_write

Say = Callable[[str], None]


def build(bundle: Bundle, into: Path | None = None, say: Say = lambda _: None) -> Path:
    """Build a bundle unless it is there and sound; two builds at the same time do no harm.

    Parameters
    ----------
    bundle : Bundle
        What to build.
    into : Path, optional
        A folder other than the cache.
    say : callable
        Told in a few words what is being done.

    Returns
    -------
    Path
        Where it lies.

    Raises
    ------
    ModelError
        If a source cannot be fetched, is not what the catalogue says, or the result cannot be kept.
    """
    path = (into or cache_folder()) / bundle.file_name
    there = next((file for file in ((path,) if into else found(bundle)) if is_sound(bundle, file)), None)
    if there is None:
        _keep(path, _assembled(bundle, say))
        say(f"built {path.name}")
    if into is None:
        note(bundle, there or path)
    return there or path


def _assembled(bundle: Bundle, say: Say) -> bytes:
    from poise.estimation.models.assembly import assemble
    from poise.estimation.models.fetch import fetch

    sources = cache_folder() / "sources"
    content = assemble(bundle, lambda name: fetch(source_files()[name], sources, say))
    if hashlib.sha256(content).hexdigest() != bundle.sha256:
        wanted = " ".join(f"{name}=={version}" for name, version in writer().items())
        raise ModelError(
            f"The model {bundle.title} came out differently than it should; run: "
            f"{sys.executable} -m pip install {wanted}, and build it again."
        )
    return content


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(content)
    except OSError as error:
        raise cannot_keep(path.parent, error) from error
    except OutputError as error:
        if isinstance(error.__cause__, OSError):
            raise cannot_keep(path, error.__cause__) from error
        raise ModelError(str(error)) from error
