"""Poses from NPZ files, whole ones and hostile ones."""

from __future__ import annotations

import io
import pickle
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.media.recording.made_recordings import TAIL, person

from poise.errors import DamagedMedia, MediaError, MediaNotFound, MediaTooLarge, UnsupportedMedia
from poise.media.export import export
from poise.media.recording import Recording, RecordingLimits
from poise.media.tracks import read_track
from poise.pose import BLAZEPOSE_33


def track(**changes: Any) -> dict[str, Any]:
    """The arrays of a reference track; a change to None leaves one out."""
    random = np.random.default_rng(4)
    points = random.uniform(0, 300, (5, 33, 4)).astype(np.float32)
    points[2] = np.nan
    arrays = {
        "t": np.arange(5, dtype=np.float32) / 30,
        "lm_px": points,
        "lm_world_m": random.normal(size=(5, 33, 3)).astype(np.float32),
        "wh": np.array([640, 360]),
        "fps": np.array(30.0),
    }
    return {name: array for name, array in (arrays | changes).items() if array is not None}


def saved(tmp_path: Path, arrays: dict[str, Any]) -> Path:
    path = tmp_path / "track.npz"
    np.savez_compressed(path, **arrays)
    return path


def test_a_reference_track_is_one_person(tmp_path: Path) -> None:
    given = track()
    (found,) = read_track(saved(tmp_path, given)).people
    assert found.skeleton == BLAZEPOSE_33
    assert found.image_size == (640, 360)
    np.testing.assert_array_equal(found.times_s, given["t"])
    np.testing.assert_array_equal(found.image, given["lm_px"][..., :3])
    np.testing.assert_array_equal(found.visibility, given["lm_px"][..., 3])
    np.testing.assert_array_equal(found.world, given["lm_world_m"])
    assert np.isnan(found.presence).all()
    assert found.is_seen.tolist() == [True, True, False, True, True]


@pytest.mark.reference
def test_the_reference_tracks_are_read(reference_data: Path) -> None:
    tracks = sorted((reference_data / "exercise" / "tracks").glob("*.npz"))
    assert tracks
    for path in tracks:
        with np.load(path, allow_pickle=False) as arrays:
            assert len(read_track(path).people[0]) == len(arrays["t"])


@pytest.mark.parametrize(
    "changes",
    [
        {"t": np.zeros(5)},
        {"t": np.arange(4)},
        {"t": np.array(["a", "b", "c", "d", "e"])},
        {"t": np.array(3.0)},
        {"lm_px": np.zeros((5, 17, 4))},
        {"lm_px": np.zeros((5, 33, 3))},
        {"lm_px": np.zeros(5)},
        {"lm_world_m": np.zeros((5, 33, 2))},
        {"wh": np.array([640])},
        {"wh": np.array([-640, 360])},
        {"wh": np.array([640.5, np.nan])},
        {"lm_px": np.full((5, 33, 4), 1e308)},
        {"lm_world_m": np.full((5, 33, 3), -1e13)},
        {"lm_world_m": np.full((5, 33, 3), np.inf)},
        {"t": np.linspace(-1e300, 1e300, 5)},
        {"wh": np.array([2**62, 2**62])},
        {"lm_px": np.zeros((5, 33, 4), dtype=complex)},
        {"lm_px": np.zeros((5, 33, 4), dtype=[("x", "f4")])},
        {"wh": np.array([{"pickled": 1}, 2], dtype=object)},
    ],
    ids=lambda changes: " ".join(f"{name} {array.dtype} {array.shape}" for name, array in changes.items()),
)
def test_arrays_that_do_not_fit_are_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(DamagedMedia):
        read_track(saved(tmp_path, track(**changes)))


@pytest.mark.parametrize("missing", ["t", "lm_px", "lm_world_m", "wh"])
def test_an_unknown_layout_is_said(missing: str, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMedia, match="does not know"):
        read_track(saved(tmp_path, track(**{missing: None})))


def exported(tmp_path: Path, **changes: Any) -> Path:
    """Our own export with some arrays exchanged."""
    export(Recording((person(TAIL, 5),), {"a": "b"}), tmp_path / "own.npz")
    with np.load(tmp_path / "own.npz") as arrays:
        return saved(tmp_path, dict(arrays) | changes)


def test_an_export_is_read(tmp_path: Path) -> None:
    assert read_track(exported(tmp_path)).people[0].skeleton == TAIL


@pytest.mark.parametrize(
    "changes",
    [
        {"people": np.array(2)},
        {"people": np.array([1, 1])},
        {"people": np.array(2**62)},
        {"metadata": np.array("[1]")},
        {"metadata": np.array('{"a":1}')},
        {"metadata": np.array("[" * 100_000)},
        {"metadata": np.array("nonsense")},
        {"metadata": np.array(7)},
        {"person1_edges": np.array([[0, 9]])},
        {"person1_edges": np.array([0, 1])},
        {"person1_edges": np.zeros((200_000, 2), np.int64)},
        {"person1_keypoints": np.array(["a", "a", "b", "c", "d"])},
        {"person1_keypoints": np.array(["a"])},
        {"person1_skeleton": np.array(["a", "b"])},
    ],
    ids=lambda changes: " ".join(f"{name} {array.dtype} {array.shape}" for name, array in changes.items()),
)
def test_an_export_that_contradicts_itself_is_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(DamagedMedia):
        read_track(exported(tmp_path, **changes))


class Trap:
    """Pickled, it would run when it is read."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("it was unpickled",))


def zipped(tmp_path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    path = tmp_path / "hostile.npz"
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def npy(shape: tuple[int, ...], descr: str = "<f8") -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"shape": shape, "fortran_order": False, "descr": descr})
    return file.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        {"t.npy": pickle.dumps(Trap())},
        {"t.npy": npy((1,), "|O") + pickle.dumps([Trap()])},
        {"t.npy": npy((2**40,))},
        {"t.npy": npy((2**62, 2**62)) + bytes(100)},
        {"t.npy": npy((-1,)) + bytes(8)},
        {"t.npy": npy((2,)) + bytes(8)},
        {"t.npy": b"\x93NUMPY\x01\x00\xff\xff" + b"[" * 65535},
        {"t.npy": b"\x93NUMPY\x01\x00\x09\x00{'descr':"},
        {"t.npy": b"\x93NUMPY\x01\x00\x03\x00'''"},
        {"t.npy": b"\x93NUMPY\x09\x00\x02\x00{}"},
        {"t.npy": b""},
    ],
    ids=[
        "pickle",
        "object array",
        "huge",
        "overflow",
        "negative",
        "short",
        "deep header",
        "header cut off",
        "text cut off",
        "version 9",
        "empty",
    ],
)
def test_hostile_members_are_refused_without_memory(members: dict[str, bytes], tmp_path: Path) -> None:
    path = zipped(tmp_path, members)
    tracemalloc.start()
    try:
        with pytest.raises(DamagedMedia):
            read_track(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"t.npy": npy((2**22,)) + bytes(2**25)})
    tracemalloc.start()
    try:
        with pytest.raises(MediaTooLarge):
            read_track(path, RecordingLimits(max_array_bytes=2**25))
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_members_that_are_not_known_take_no_memory(tmp_path: Path) -> None:
    path = saved(tmp_path, track())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("other.npy", npy((2**22,)) + bytes(2**25))
    tracemalloc.start()
    try:
        assert len(read_track(path).people[0]) == 5
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_numbers_are_held_once_when_a_track_is_read(tmp_path: Path) -> None:
    instants = 20_000
    large = track(
        t=np.arange(instants) / 60,
        lm_px=np.zeros((instants, 33, 4)),
        lm_world_m=np.zeros((instants, 33, 3)),
    )
    path, size = saved(tmp_path, large), instants * 33 * 8 * 8
    tracemalloc.start()
    try:
        read_track(path)
        assert tracemalloc.get_traced_memory()[1] < 2.2 * size
    finally:
        tracemalloc.stop()


def test_too_many_bytes_or_members_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaTooLarge):
        read_track(saved(tmp_path, track()), RecordingLimits(max_file_bytes=100))
    with pytest.raises(MediaTooLarge):
        read_track(zipped(tmp_path, {f"{number}.npy": b"" for number in range(5000)}))


def test_every_truncation_is_one_sentence(tmp_path: Path) -> None:
    whole = saved(tmp_path, track()).read_bytes()
    for length in range(0, len(whole), 97):
        (tmp_path / "part.npz").write_bytes(whole[:length])
        with pytest.raises(DamagedMedia):
            read_track(tmp_path / "part.npz")


def test_altered_bytes_end_in_a_sentence_or_a_result(tmp_path: Path) -> None:
    whole = saved(tmp_path, track()).read_bytes()
    for at in range(0, len(whole), 31):
        (tmp_path / "other.npz").write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        try:
            read_track(tmp_path / "other.npz")
        except MediaError:
            continue


@pytest.mark.parametrize("name", ["missing.npz", "."])
def test_what_is_no_file_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(MediaNotFound):
        read_track(tmp_path / name)
