"""The landmark cache: what it finds again, what it forgets, and who may read it."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from poise.estimation.models import Model
from poise.media.recording import read_recording
from poise.pose import PoseSequence
from poise.studio.estimating.landmark_cache import LandmarkCache

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "squat_v1.poise"


@pytest.fixture
def person() -> PoseSequence:
    return PoseSequence.from_poses([read_recording(GOLDEN).people[0][30]])


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"a picture")
    return path


def test_what_was_kept_is_found_again_under_any_name(
    tmp_path: Path, picture: Path, person: PoseSequence
) -> None:
    cache = LandmarkCache(tmp_path / "cache")
    assert cache.find(picture, Model.FULL) is None
    cache.keep(picture, Model.FULL, (person,))
    found = cache.find(picture.rename(tmp_path / "b.png"), Model.FULL)
    assert found is not None
    assert np.allclose(found[0].world, person.world, atol=0.0002)


def test_another_model_and_another_content_are_not_found(
    tmp_path: Path, picture: Path, person: PoseSequence
) -> None:
    cache = LandmarkCache(tmp_path / "cache")
    cache.keep(picture, Model.FULL, (person,))
    assert cache.find(picture, Model.HEAVY) is None
    picture.write_bytes(b"another picture")
    assert cache.find(picture, Model.FULL) is None


def test_nobody_is_remembered_too(tmp_path: Path, picture: Path) -> None:
    cache = LandmarkCache(tmp_path / "cache")
    cache.keep(picture, Model.FULL, ())
    assert cache.find(picture, Model.FULL) == ()


def test_the_user_alone_may_read_it_and_it_names_no_picture(
    tmp_path: Path, picture: Path, person: PoseSequence
) -> None:
    LandmarkCache(tmp_path / "cache").keep(picture, Model.FULL, (person,))
    (entry,) = (tmp_path / "cache").iterdir()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700
    assert picture.name not in entry.name
    assert "media" not in read_recording(entry).metadata


def test_it_stays_below_its_bound_and_forgets_what_was_used_longest_ago(
    tmp_path: Path, picture: Path, person: PoseSequence
) -> None:
    LandmarkCache(tmp_path / "one").keep(picture, Model.FULL, (person,))
    size = next((tmp_path / "one").iterdir()).stat().st_size
    cache = LandmarkCache(tmp_path / "cache", max_bytes=int(2.5 * size))
    pictures = [tmp_path / f"{number}.png" for number in range(4)]
    for number, path in enumerate(pictures):
        path.write_bytes(bytes([number]))
        cache.keep(path, Model.FULL, (person,))
        cache.find(pictures[0], Model.FULL)
    assert sum(entry.stat().st_size for entry in (tmp_path / "cache").iterdir()) <= 2.5 * size
    assert [cache.find(path, Model.FULL) is not None for path in pictures] == [True, False, False, True]
    assert cache.clear() == 2


@pytest.mark.parametrize("damage", [b"", b"rubbish"], ids=["emptied", "overwritten"])
def test_a_damaged_entry_is_as_if_there_were_none(
    tmp_path: Path, picture: Path, person: PoseSequence, damage: bytes
) -> None:
    cache = LandmarkCache(tmp_path / "cache")
    cache.keep(picture, Model.FULL, (person,))
    next((tmp_path / "cache").iterdir()).write_bytes(damage)
    assert cache.find(picture, Model.FULL) is None


def test_a_folder_that_cannot_be_written_does_no_harm(
    tmp_path: Path, picture: Path, person: PoseSequence
) -> None:
    (tmp_path / "cache").write_text("a file")
    cache = LandmarkCache(tmp_path / "cache")
    cache.keep(picture, Model.FULL, (person,))
    assert cache.find(picture, Model.FULL) is None
