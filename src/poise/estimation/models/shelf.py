"""The shelf: where finished bundles lie, how they get there and whether they are what they should be."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import platformdirs

from poise.errors import ModelError, OutputError
from poise.estimation.models.catalogue import Bundle, Model, bundle_of, source_files
from poise.media.atomic import atomic_write

# Bundles that came inside the wheel.
PACKAGED = Path(__file__).parent / "bundles"


def cache_folder() -> Path:
    """Return the folder for built bundles: `POISE_MODEL_DIR`, or the user's cache."""
    chosen = os.environ.get("POISE_MODEL_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("poise", appauthor=False)) / "models"


def bundle_path(model: Model, *, masks: bool = False) -> Path:
    """Return where the bundle of a model lies.

    Its hash was checked when it was built; `poise models check` checks it again.

    Parameters
    ----------
    model : Model
        Which one.
    masks : bool
        The stock variant of a body model, which also computes segmentation masks.

    Raises
    ------
    ModelError
        If it has not been built; the sentence names the command.
    """
    bundle = bundle_of(model, masks=masks)
    found = find(bundle)
    if found is None:
        raise ModelError(f"The model {model} has not been built yet; run: {building_command(bundle)}")
    return found


def find(bundle: Bundle) -> Path | None:
    """Return where a bundle lies, or None."""
    # A folder that was chosen by hand comes alone: it says which models are to be used.
    folders = (cache_folder(),) if os.environ.get("POISE_MODEL_DIR") else (PACKAGED, cache_folder())
    return next(
        (folder / bundle.file_name for folder in folders if (folder / bundle.file_name).is_file()), None
    )


def building_command(bundle: Bundle) -> str:
    """Return what a person types to build a bundle."""
    return f"poise models build {bundle.model}{' --masks' if bundle.masks else ''}"


def is_sound(bundle: Bundle, path: Path) -> bool:
    """Whether the file at `path` is the bundle that the catalogue knows, to the last bit."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == bundle.sha256


def build(
    wanted: Iterable[Bundle], into: Path | None = None, say: Callable[[str], None] = lambda _: None
) -> None:
    """Build bundles that are not there yet, or not sound; two builds at once do no harm.

    Parameters
    ----------
    wanted : bundles
        What to build.
    into : Path, optional
        A folder other than the cache.
    say : callable
        Told in a few words what is being done.

    Raises
    ------
    ModelError
        If a source cannot be fetched, is not what the catalogue says, or the result cannot be kept.
    """
    folder = into or cache_folder()
    for bundle in wanted:
        path = folder / bundle.file_name
        if path.is_file() and is_sound(bundle, path):
            continue
        content = _assembled(bundle, say)
        _keep(path, content)
        say(f"built {path.name}")


def _assembled(bundle: Bundle, say: Callable[[str], None]) -> bytes:
    from poise.estimation.models.assembly import assemble
    from poise.estimation.models.fetch import fetch

    sources = cache_folder() / "sources"
    content = assemble(bundle, lambda name: fetch(source_files()[name], sources, say))
    if hashlib.sha256(content).hexdigest() != bundle.sha256:
        raise ModelError(
            f"The model {bundle.model} came out differently than it should; install the locked versions of "
            "mediapipe and flatbuffers and build it again."
        )
    return content


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(content)
    except OutputError as error:
        raise ModelError(str(error)) from error
    except OSError as error:
        raise ModelError(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
