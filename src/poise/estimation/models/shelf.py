"""The shelf: where finished bundles lie, and whether they are what they should be."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from poise.errors import ModelError
from poise.estimation.models.catalogue import Bundle, Model, bundle_of
from poise.media.atomic import output_error

# Bundles that came inside the wheel.
PACKAGED = Path(__file__).parent / "bundles"


def cache_folder() -> Path:
    """Return the folder for built bundles: `POISE_MODEL_DIR`, or the user's cache."""
    chosen = os.environ.get("POISE_MODEL_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("poise", appauthor=False)) / "models"


def bundle_path(model: Model, *, masks: bool = False) -> Path:
    """Return where the bundle of a model lies.

    Its hash is computed once and not again while the file stays as it was (size and time of change);
    `poise models check` always computes it.

    Parameters
    ----------
    model : Model
        Which one.
    masks : bool
        The stock variant of a body model, which also computes segmentation masks.

    Raises
    ------
    ModelError
        If it has not been built, or is not what it should be; the sentence names the command.
    """
    bundle = bundle_of(model, masks=masks)
    files = found(bundle)
    for path in files:
        if is_trusted(bundle, path):
            return path
    command = building_command(bundle)
    if files:
        raise ModelError(
            f"The model {bundle.title} in {files[0]} is damaged or of another version of Poise; run: {command}"
        )
    raise ModelError(f"The model {bundle.title} has not been built yet; run: {command}")


def found(bundle: Bundle) -> tuple[Path, ...]:
    """Return the files that bear a bundle's name, the one to be used first in front."""
    # A folder that was chosen by hand comes alone: it says which models are to be used.
    folders = (cache_folder(),) if os.environ.get("POISE_MODEL_DIR") else (PACKAGED, cache_folder())
    return tuple(path for folder in folders if _is_file(path := folder / bundle.file_name))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be entered
        return False


def building_command(bundle: Bundle) -> str:
    """Return what a person types to build a bundle."""
    return f"poise models build {bundle.model}{' --masks' if bundle.masks else ''}"


def is_sound(bundle: Bundle, path: Path) -> bool:
    """Whether the file at `path` is the bundle that the catalogue knows, to the last bit."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == bundle.sha256
    except OSError:
        return False


def is_trusted(bundle: Bundle, path: Path) -> bool:
    """Whether the file at `path` is the bundle: noted as checked and untouched since, or checked now."""
    if is_noted(bundle, path):
        return True
    if _size_bytes(path) != bundle.size_bytes or not is_sound(bundle, path):
        return False
    note(bundle, path)
    return True


def is_noted(bundle: Bundle, path: Path) -> bool:
    """Whether the file at `path` was checked and has not been touched since."""
    try:
        return _note_path(bundle).read_text("utf-8") == _state(bundle, path)
    except (OSError, UnicodeDecodeError):
        return False


def note(bundle: Bundle, path: Path) -> None:
    """Remember that the file at `path` was checked."""
    # A note that cannot be kept costs a hash at the next start, nothing else.
    with suppress(OSError):
        _note_path(bundle).parent.mkdir(parents=True, exist_ok=True)
        _note_path(bundle).write_text(_state(bundle, path), "utf-8")


def forget(bundle: Bundle) -> None:
    """Remove the note that a bundle was checked."""
    with suppress(OSError):
        _note_path(bundle).unlink()


def _note_path(bundle: Bundle) -> Path:
    return cache_folder() / "checked" / bundle.file_name.replace(".task", ".txt")


def _state(bundle: Bundle, path: Path) -> str:
    now = path.stat()
    return f"{bundle.sha256} {now.st_size} {now.st_mtime_ns} {path.absolute()}\n"


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def cannot_keep(path: Path, error: OSError) -> ModelError:
    """Say in one sentence why models cannot be kept at `path`, and what to do."""
    reason = str(output_error(path, error)).removesuffix(".")
    return ModelError(f"{reason}; make room, or set POISE_MODEL_DIR to a folder of your own.")
