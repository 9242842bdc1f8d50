"""Where bundles lie: found, checked once, and never trusted when they are something else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from poise.errors import ModelError
from poise.estimation.models import Model, bundle_path
from poise.estimation.models.catalogue import bundle_of
from poise.estimation.models.shelf import cache_folder, found, is_noted

FACE = bundle_of(Model.FACE)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with the face bundle in it."""
    shutil.copy(bundle_path(Model.FACE), tmp_path)
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("model", "masks", "command"),
    [
        (Model.HEAVY, False, "poise models build heavy"),
        (Model.FULL, True, "poise models build full --masks"),
        (Model.HAND, True, "poise models build hand"),
    ],
)
def test_a_missing_model_names_the_command(
    model: Model, masks: bool, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelError) as caught:
        bundle_path(model, masks=masks)
    assert str(caught.value).endswith(f"has not been built yet; run: {command}")


def test_the_cache_is_the_users_unless_a_folder_is_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("POISE_MODEL_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "of-the-user"))
    assert cache_folder().parent.name == "poise"
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    assert cache_folder() == tmp_path


def test_a_folder_under_a_file_holds_no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="has not been built yet"):
        bundle_path(Model.FACE)


@pytest.mark.models
def test_a_bundle_is_checked_once_and_again_when_it_was_touched(shelf: Path) -> None:
    path = shelf / FACE.file_name
    assert not is_noted(FACE, path)
    assert bundle_path(Model.FACE) == path
    assert is_noted(FACE, path)
    os.utime(path, ns=(0, 0))
    assert not is_noted(FACE, path)
    assert bundle_path(Model.FACE) == path
    assert is_noted(FACE, path)


@pytest.mark.models
@pytest.mark.parametrize("damage", ["altered", "truncated", "emptied", "a file of another model"])
@pytest.mark.parametrize("noted", [False, True])
def test_another_file_is_never_trusted(damage: str, noted: bool, shelf: Path) -> None:
    path = shelf / FACE.file_name
    if noted:
        bundle_path(Model.FACE)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(
        {
            "altered": bytes(content),
            "truncated": bytes(content[:-1]),
            "emptied": b"",
            "a file of another model": b"0" * len(content),
        }[damage]
    )
    with pytest.raises(ModelError) as caught:
        bundle_path(Model.FACE)
    assert str(caught.value).startswith(f"The model face in {path} is damaged or of another version of Poise")
    assert str(caught.value).endswith("poise models build face")


@pytest.mark.models
def test_a_note_that_cannot_be_kept_does_no_harm(shelf: Path) -> None:
    (shelf / "checked").touch()
    assert bundle_path(Model.FACE) == shelf / FACE.file_name
    assert not is_noted(FACE, shelf / FACE.file_name)


@pytest.mark.models
def test_a_sound_bundle_is_preferred_to_a_damaged_one_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = bundle_path(Model.FACE)
    packaged, cache = tmp_path / "packaged", tmp_path / "cache" / "poise" / "models"
    for folder in (packaged, cache):
        folder.mkdir(parents=True)
        shutil.copy(sound, folder)
    monkeypatch.delenv("POISE_MODEL_DIR", raising=False)
    monkeypatch.setattr("poise.estimation.models.shelf.PACKAGED", packaged)
    monkeypatch.setattr(
        "poise.estimation.models.shelf.platformdirs.user_cache_dir", lambda *_, **__: cache.parent
    )
    assert found(FACE) == (packaged / FACE.file_name, cache / FACE.file_name)
    assert bundle_path(Model.FACE) == packaged / FACE.file_name
    (packaged / FACE.file_name).write_bytes(b"damaged")
    assert bundle_path(Model.FACE) == cache / FACE.file_name
