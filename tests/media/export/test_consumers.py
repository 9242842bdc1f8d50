"""Every export is read by the program that it is written for, with frames of nobody and with several people."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.media.recording.made_recordings import person

from poise.errors import OutputError
from poise.media.export import export, suffixes
from poise.media.export.trc import opensim_axes
from poise.media.recording import Recording, read_recording
from poise.media.tracks import read_track
from poise.pose import BLAZEPOSE_33, COCO_17, FloatArray, PoseSequence
from poise.pose.angles import joint_angles_deg

TIMES_S = np.array([0.0, 0.1, 0.25, 0.3000000001, 0.5, 0.9, 1.0])


OUTER = np.isin(np.arange(len(TIMES_S)), [0, 1, len(TIMES_S) - 1])


def body(seed: int, unseen: slice | NDArray[np.bool_] = slice(0, 0)) -> PoseSequence:
    """Somebody with single values missing, and with frames in which nobody was seen."""
    made = person(BLAZEPOSE_33, len(TIMES_S), seed=seed, times_s=TIMES_S)
    arrays = [made.image, made.world, made.visibility, made.presence]
    arrays = [np.where(np.abs(array) > 1e6, 0.5, array) for array in arrays]
    for array in arrays:
        array[unseen] = np.nan
    image, world, visibility, presence = arrays
    return PoseSequence(BLAZEPOSE_33, image, world, visibility, presence, TIMES_S, made.image_size)


def moved(someone: PoseSequence, right_px: float, down_px: float) -> PoseSequence:
    return replace(someone, image=someone.image + np.array([right_px, down_px, 0.0]))


def retimed(someone: PoseSequence, times_s: FloatArray) -> PoseSequence:
    return replace(someone, times_s=times_s)


RECORDINGS = {
    "one person": Recording((body(1),), {"media": "squat.mp4"}),
    "nobody in the first frames": Recording((body(1, slice(0, 2)),)),
    "nobody in the last frames": Recording((body(1, slice(-2, None)),)),
    "nobody in the middle": Recording((body(1, slice(2, 5)),)),
    "nobody in any frame": Recording((body(1, slice(0, None)),)),
    "two people in turn": Recording((body(1, slice(0, 4)), body(2, slice(3, None)))),
    "three people": Recording((body(1), body(2), body(3))),
    "one frame": Recording((body(1)[:1],)),
    "nobody in the first and in the last frames": Recording((body(1, OUTER),)),
    "somebody in one frame alone": Recording((body(1), body(2, np.arange(len(TIMES_S)) != 3))),
    "a body half outside of the picture": Recording((moved(body(1), -200.0, 150.0),)),
    "a body outside of the picture": Recording((moved(body(1), 5000.0, 0.0),)),
    "240 frames in a second": Recording((retimed(body(1), np.arange(len(TIMES_S)) / 240),)),
    "times that begin late": Recording((retimed(body(1), 36_000 + TIMES_S),)),
    "a name in many scripts": Recording((body(1),), {"media": "Übung, 深蹲, caf\udce9 😀.mp4"}),
}
every_recording = pytest.mark.parametrize("which", RECORDINGS)

HAS_OPENSIM = importlib.util.find_spec("opensim") is not None


@pytest.fixture
def opensim() -> Iterator[Any]:
    """OpenSim, as PyPI has it for Linux on x86-64."""
    if not HAS_OPENSIM:
        if os.environ.get("CI") == "true" and os.uname().machine == "x86_64":
            pytest.fail("opensim is not installed, so .trc and .mot are not read by their reader")
        pytest.skip("OpenSim has no package for this machine: .trc and .mot are not read by their reader")
    with warnings.catch_warnings():
        # SWIG's types have no module, which Python 3.12 and newer deprecate.
        warnings.simplefilter("ignore", DeprecationWarning)
        import opensim

        opensim.Logger.setLevelString("off")
        yield opensim


def written(which: str, folder: Path, suffix: str) -> Path:
    path = folder / f"out{suffix}"
    export(RECORDINGS[which], path)
    return path


def prefix(number: int) -> str:
    return "" if number == 1 else f"person{number}_"


@every_recording
def test_opensim_reads_every_marker_of_a_trc(which: str, tmp_path: Path, opensim: Any) -> None:
    table = opensim.TimeSeriesTableVec3(str(written(which, tmp_path, ".trc")))
    people = RECORDINGS[which].people
    assert table.getTableMetaDataAsString("Units") == "m"
    if len(people[0]) > 1:
        rate = float(table.getTableMetaDataAsString("DataRate"))
        assert rate == pytest.approx(1 / np.diff(people[0].times_s).mean(), rel=1e-5)
    assert list(table.getIndependentColumn()) == people[0].times_s.tolist()
    assert list(table.getColumnLabels()) == [
        prefix(number) + name for number, _ in enumerate(people, 1) for name in BLAZEPOSE_33.keypoints
    ]
    for number, someone in enumerate(people, 1):
        expected = opensim_axes(someone.world)
        expected[~np.isfinite(expected).all(axis=-1)] = np.nan
        for at, name in enumerate(BLAZEPOSE_33.keypoints):
            column = table.getDependentColumn(prefix(number) + name)
            found = [[column[row].get(axis) for axis in range(3)] for row in range(table.getNumRows())]
            np.testing.assert_allclose(found, expected[:, at], atol=6e-7)


@every_recording
def test_opensim_reads_every_row_of_a_mot(which: str, tmp_path: Path, opensim: Any) -> None:
    path = str(written(which, tmp_path, ".mot"))
    people = RECORDINGS[which].people
    storage, table = opensim.Storage(path), opensim.TimeSeriesTable(path)
    assert storage.isInDegrees()
    assert storage.getSize() == table.getNumRows() == len(people[0])
    assert list(table.getIndependentColumn()) == people[0].times_s.tolist()
    for number, someone in enumerate(people, 1):
        for name, angle in joint_angles_deg(someone.world, BLAZEPOSE_33).items():
            column = opensim.ArrayDouble()
            storage.getDataColumn(prefix(number) + name, column)
            old = [column.get(row) for row in range(column.getSize())]
            np.testing.assert_allclose(old, angle, atol=6e-5)
            new = table.getDependentColumn(prefix(number) + name)
            np.testing.assert_allclose(new.to_numpy(), angle, atol=6e-5)


@pytest.mark.parametrize(
    "name", ["inDegrees=no", "DataType=Vec3", "version=1", "nRows=2", "endheader", "ü" * 120]
)
def test_opensim_takes_no_name_of_a_mot_for_a_part_of_its_header(
    name: str, tmp_path: Path, opensim: Any
) -> None:
    path = tmp_path / f"{name}.mot"
    export(RECORDINGS["one person"], path)
    storage, table = opensim.Storage(str(path)), opensim.TimeSeriesTable(str(path))
    assert storage.isInDegrees()
    assert table.getTableMetaDataAsString("inDegrees") == "yes"
    assert storage.getSize() == table.getNumRows() == len(TIMES_S)


def expected_table(which: str) -> Iterator[tuple[int, int, PoseSequence]]:
    people = RECORDINGS[which].people
    return ((at, number, someone) for at in range(len(people[0])) for number, someone in enumerate(people, 1))


@every_recording
def test_pandas_reads_a_csv(which: str, tmp_path: Path) -> None:
    import pandas as pd

    table = pd.read_csv(written(which, tmp_path, ".csv"))
    assert (table.dtypes.drop("person") == np.float64).all(), "blank cells are numbers that are missing"
    rows = list(expected_table(which))
    assert table["person"].tolist() == [number for _, number, _ in rows]
    assert table["time_s"].tolist() == [someone.times_s[at] for at, _, someone in rows]
    for name, decimals in (("nose_x_px", 6e-4), ("right_knee_y_m", 6e-6)):
        keypoint, axis = (
            BLAZEPOSE_33.index(name[:-5] if name.endswith("px") else name[:-4]),
            "xyz".index(name.split("_")[-2]),
        )
        found = [
            (someone.image if name.endswith("px") else someone.world)[at, keypoint, axis]
            for at, _, someone in rows
        ]
        np.testing.assert_allclose(table[name], found, atol=decimals)


@every_recording
def test_pyarrow_reads_a_parquet(which: str, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(written(which, tmp_path, ".parquet"))
    people = RECORDINGS[which].people
    assert table["time_s"].to_pylist() == [*people[0].times_s.tolist()] * len(people)
    for name, rows in (("nose_x_px", [someone.image[:, 0, 0] for someone in people]),):
        found = table[name]
        expected = np.concatenate(rows)
        assert found.null_count == np.isnan(expected).sum()
        np.testing.assert_allclose(found.to_numpy(), expected, rtol=1e-6)


@every_recording
def test_pycocotools_reads_and_scores_coco_json(which: str, tmp_path: Path) -> None:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    people = RECORDINGS[which].people
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(written(which, tmp_path, ".coco.json")))
        seen = [
            (at, number)
            for at in range(len(people[0]))
            for number, someone in enumerate(people)
            if someone.is_inside()[at, someone.skeleton.indices(COCO_17.keypoints)].any()
        ]
        assert len(truth.getImgIds()) == len(people[0])
        assert_inside_their_pictures(truth)
        assert [
            (one["image_id"] - 1, one["track_id"] - 1) for one in truth.loadAnns(truth.getAnnIds())
        ] == seen
        if not seen:
            return
        results = [{**one, "score": 1.0} for one in truth.loadAnns(truth.getAnnIds())]
        found = truth.loadRes(results)
        scorer = COCOeval(truth, found, "keypoints")
        scorer.evaluate()
        scorer.accumulate()
        scorer.summarize()
    assert scorer.stats[0] == pytest.approx(1.0), "the same keypoints are a perfect detection"


def assert_inside_their_pictures(truth: Any) -> None:
    """Ultralytics drops an annotation that leaves its picture, and mmpose cuts its box."""
    for one in truth.loadAnns(truth.getAnnIds()):
        picture = truth.loadImgs(one["image_id"])[0]
        points: FloatArray = np.array(one["keypoints"], dtype=float).reshape(-1, 3)
        corner = np.array(one["bbox"][:2])
        both = [corner, corner + one["bbox"][2:], *points[points[:, 2] > 0, :2]]
        assert (np.array(both) >= 0).all()
        assert (np.array(both) <= (picture["width"] + 0.01, picture["height"] + 0.01)).all()


@every_recording
def test_pose_format_reads_a_pose(which: str, tmp_path: Path) -> None:
    from pose_format import Pose

    pose = Pose.read(written(which, tmp_path, ".pose").read_bytes())
    people = RECORDINGS[which].people
    assert pose.body.data.shape == (len(people[0]), len(people), 66, 3)
    if len(people[0]) > 1:
        assert pose.body.fps == pytest.approx(1 / np.diff(people[0].times_s).mean())
    for number, someone in enumerate(people):
        whole = np.concatenate([someone.image, someone.world], axis=1)
        seen = np.isfinite(whole).all(axis=-1)
        assert (~pose.body.data.mask[:, number].any(axis=-1) <= seen).all()
        np.testing.assert_allclose(pose.body.data.data[:, number][seen], whole[seen], rtol=1e-6)
        assert (pose.body.confidence[:, number][~seen] == 0).all()


@every_recording
def test_numpy_reads_an_npz(which: str, tmp_path: Path) -> None:
    people = RECORDINGS[which].people
    with np.load(written(which, tmp_path, ".npz"), allow_pickle=False) as arrays:
        assert int(arrays["people"]) == len(people)
        for number, someone in enumerate(people, 1):
            for name, given in (("image_px", someone.image), ("world_m", someone.world)):
                np.testing.assert_array_equal(arrays[f"person{number}_{name}"], given)


@every_recording
def test_json_reads_a_json(which: str, tmp_path: Path) -> None:
    document = json.loads(written(which, tmp_path, ".json").read_bytes(), parse_constant=pytest.fail)
    people = RECORDINGS[which].people
    for entry, someone in zip(document["people"], people, strict=True):
        assert [frame["time_s"] for frame in entry["frames"]] == someone.times_s.tolist()
        for at, frame in enumerate(entry["frames"]):
            found = frame["world_m"]
            blank: FloatArray = np.full((33, 3), np.nan)
            read = blank if found is None else np.array(found, dtype=float)
            np.testing.assert_allclose(read, someone.world[at], atol=6e-6)


EMPTY = {
    "nobody": Recording(()),
    "somebody without a frame": Recording((body(1)[:0],)),
}
NEEDS_SOMEBODY = {".trc": EMPTY, ".pose": {"nobody": EMPTY["nobody"]}}


@pytest.mark.parametrize("suffix", suffixes())
@pytest.mark.parametrize("which", EMPTY)
def test_an_empty_recording_is_a_file_without_rows_or_a_sentence(
    which: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"out{suffix}"
    if which in NEEDS_SOMEBODY.get(suffix, {}):
        with pytest.raises(OutputError, match="without people"):
            export(EMPTY[which], path)
        assert not list(tmp_path.iterdir())
    else:
        export(EMPTY[which], path)
        assert path.stat().st_size > 0


def test_the_size_of_a_picture_of_nobody_is_kept(tmp_path: Path) -> None:
    wall = Recording((), {"media": "wall.png"}, (640, 360))
    for suffix in (".json", ".npz", ".poise"):
        export(wall, tmp_path / f"wall{suffix}")
    assert json.loads((tmp_path / "wall.json").read_bytes())["image_size"] == [640, 360]
    assert read_track(tmp_path / "wall.npz").image_size == (640, 360)
    assert read_recording(tmp_path / "wall.poise").image_size == (640, 360)


@pytest.mark.parametrize("which", EMPTY)
def test_opensim_reads_an_empty_mot(which: str, tmp_path: Path, opensim: Any) -> None:
    export(EMPTY[which], tmp_path / "out.mot")
    assert opensim.Storage(str(tmp_path / "out.mot")).getSize() == 0
    assert opensim.TimeSeriesTable(str(tmp_path / "out.mot")).getNumRows() == 0


def test_a_spreadsheet_sees_the_same_cells(tmp_path: Path) -> None:
    with written("two people in turn", tmp_path, ".csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 1 + 2 * len(TIMES_S)
