"""Every format is read back by somebody else."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.media.export.readers import read_csv, read_mot, read_trc
from tests.media.recording.made_recordings import TAIL, person

from poise.errors import MissingExtra, OutputError
from poise.media.export import FORMATS, export, note_of, suffixes
from poise.media.export.trc import opensim_axes
from poise.media.recording import PartTrack, Recording, read_recording
from poise.media.tracks import read_track
from poise.pose import BLAZEPOSE_33, COCO_17, HAND_21, Part, PoseSequence, Skeleton
from poise.pose.angles import joint_angles_deg

UNEVEN_S = np.array([0.0, 0.1, 0.25, 0.3000000001, 0.5, 0.9, 1.0])


def sequence(seed: int, skeleton: Skeleton = BLAZEPOSE_33) -> PoseSequence:
    """Somebody with a gap in the fourth instant and single values missing."""
    made = person(skeleton, 7, seed=seed, times_s=UNEVEN_S)
    image, world = made.image.copy(), made.world.copy()
    image[np.abs(image) > 1e6] = 5.0
    world[np.abs(world) > 1e6] = 0.5
    return PoseSequence(skeleton, image, world, made.visibility, made.presence, UNEVEN_S, made.image_size)


ALONE = Recording((sequence(1),), {"media": "squat.mp4", "model": "full"})
PAIR = Recording((sequence(1), sequence(2)), {"media": "pair.mp4"})


def written(recording: Recording, tmp_path: Path, suffix: str) -> Path:
    path = tmp_path / f"out{suffix}"
    export(recording, path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    return path


def read_json(path: Path) -> Any:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(path.read_bytes(), parse_constant=refuse)


LOOKED_AT = np.array([1, 0, 0, 1, 1, 0, 1], bool)


@pytest.mark.parametrize("suffix", [".json", ".csv", ".npz", ".parquet", ".poise"])
def test_tables_say_which_instants_were_looked_at(suffix: str, tmp_path: Path) -> None:
    recording = replace(PAIR, looked_at=LOOKED_AT)
    path = written(recording, tmp_path, suffix)
    match suffix:
        case ".json":
            found = [[frame["looked_at"] for frame in one["frames"]] for one in read_json(path)["people"]]
            assert found == [LOOKED_AT.tolist()] * 2
        case ".csv":
            assert [row["looked_at"] for row in read_csv(path)] == np.repeat(LOOKED_AT, 2).tolist()
        case ".parquet":
            table = pytest.importorskip("pyarrow.parquet").read_table(path)
            assert table["looked_at"].to_pylist() == [*LOOKED_AT.tolist(), *LOOKED_AT.tolist()]
        case _:
            kept = read_track(path) if suffix == ".npz" else read_recording(path)
            assert kept.looked_at is not None
            np.testing.assert_array_equal(kept.looked_at, LOOKED_AT)


@pytest.mark.parametrize("recording", [ALONE, PAIR], ids=["alone", "pair"])
def test_csv_has_a_row_per_instant_and_person(recording: Recording, tmp_path: Path) -> None:
    rows = read_csv(written(recording, tmp_path, ".csv"))
    assert [row["time_s"] for row in rows] == np.repeat(UNEVEN_S, len(recording.people)).tolist()
    for row in rows:
        someone = recording.people[int(row["person"]) - 1]
        at = someone.times_s.tolist().index(row["time_s"])
        knee = BLAZEPOSE_33.index("left_knee")
        expected = [*someone.image[at, knee], *someone.world[at, knee], someone.visibility[at, knee]]
        columns = ["x_px", "y_px", "z_px", "x_m", "y_m", "z_m", "visibility"]
        assert [row[f"left_knee_{column}"] for column in columns] == pytest.approx(
            expected, abs=6e-4, nan_ok=True
        )
        angle = joint_angles_deg(someone.world[at], BLAZEPOSE_33)["left_knee_flexion"]
        assert row["left_knee_flexion_deg"] == pytest.approx(float(angle), abs=0.006, nan_ok=True)
    assert list(rows[0])[:2] == ["time_s", "person"]


def test_csv_of_different_skeletons_leaves_foreign_columns_empty(tmp_path: Path) -> None:
    rows = read_csv(written(Recording((person(TAIL, 3), person(COCO_17, 3))), tmp_path, ".csv"))
    assert np.isnan(rows[0]["nose_x_px"])
    assert np.isnan(rows[1]["middle_x_px"])
    assert np.isfinite([rows[0]["middle_y_px"], rows[1]["nose_y_px"]]).all()


def test_json_holds_everything_with_null_for_the_unseen(tmp_path: Path) -> None:
    document = read_json(written(PAIR, tmp_path, ".json"))
    assert document["metadata"] == {"media": "pair.mp4"}
    assert document["image_size"] == [640, 360]
    for entry, someone in zip(document["people"], PAIR.people, strict=True):
        assert entry["keypoints"] == list(BLAZEPOSE_33.keypoints)
        assert [frame["time_s"] for frame in entry["frames"]] == UNEVEN_S.tolist()
        assert entry["frames"][3]["image_px"] is None
        for at, frame in enumerate(entry["frames"]):
            if frame["image_px"] is not None:
                found = np.array(frame["image_px"], dtype=float)
                np.testing.assert_allclose(found, someone.image[at], atol=6e-4)
                np.testing.assert_allclose(np.array(frame["world_m"], float), someone.world[at], atol=6e-6)


def test_npz_comes_back_exactly(tmp_path: Path) -> None:
    path = written(PAIR, tmp_path, ".npz")
    back = read_track(path)
    assert back.metadata == PAIR.metadata
    for found, given in zip(back.people, PAIR.people, strict=True):
        assert found.skeleton == given.skeleton
        assert found.skeleton.edges == given.skeleton.edges
        assert (found.skeleton.mirror_indices == given.skeleton.mirror_indices).all()
        for name in ("image", "world", "visibility", "presence", "times_s"):
            np.testing.assert_array_equal(getattr(found, name), getattr(given, name))
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["person2_image_px"].shape == (7, 33, 3)


def test_poise_is_a_recording(tmp_path: Path) -> None:
    back = read_recording(written(PAIR, tmp_path, ".poise"))
    assert len(back.people) == 2
    assert back.people[0].image == pytest.approx(PAIR.people[0].image, abs=0.16, nan_ok=True)


WITH_HANDS = Recording(
    ALONE.people,
    ALONE.metadata,
    tracks=tuple(
        PartTrack(0, part, sequence(seed, HAND_21))
        for seed, part in enumerate((Part.LEFT_HAND, Part.RIGHT_HAND), start=3)
    ),
)


def test_csv_names_the_columns_of_a_hand_after_it(tmp_path: Path) -> None:
    rows = read_csv(written(WITH_HANDS, tmp_path, ".csv"))
    hand, tip = WITH_HANDS.tracks[1].poses, HAND_21.index("thumb_tip")
    found = [row["right_hand_thumb_tip_y_px"] for row in rows]
    assert found == pytest.approx(hand.image[:, tip, 1].tolist(), abs=6e-4, nan_ok=True)
    for row, alone in zip(rows, read_csv(written(ALONE, tmp_path, ".csv")), strict=True):
        np.testing.assert_equal({name: row[name] for name in alone}, alone)


def test_json_holds_hands_beside_the_people(tmp_path: Path) -> None:
    document = read_json(written(WITH_HANDS, tmp_path, ".json"))
    assert [(part["person"], part["part"]) for part in document["parts"]] == [
        (1, "left_hand"),
        (1, "right_hand"),
    ]
    left = document["parts"][0]
    assert left["keypoints"] == list(HAND_21.keypoints)
    assert [frame["time_s"] for frame in left["frames"]] == UNEVEN_S.tolist()
    assert left["frames"][0]["image_px"][1] == pytest.approx(
        WITH_HANDS.tracks[0].poses.image[0, 1].tolist(), abs=6e-4, nan_ok=True
    )
    body = read_json(written(ALONE, tmp_path, ".json"))
    assert (document["people"], "parts" in body) == (body["people"], False)


def test_npz_and_poise_give_hands_back(tmp_path: Path) -> None:
    back = read_track(written(WITH_HANDS, tmp_path, ".npz"))
    assert [track.key for track in back.tracks] == [(0, Part.LEFT_HAND), (0, Part.RIGHT_HAND)]
    for found, given in zip(back.tracks, WITH_HANDS.tracks, strict=True):
        np.testing.assert_array_equal(found.poses.world, given.poses.world)
        np.testing.assert_array_equal(found.poses.presence, given.poses.presence)
    (tmp_path / "out.npz").unlink()
    kept = read_recording(written(WITH_HANDS, tmp_path, ".poise"))
    assert [track.key for track in kept.tracks] == [track.key for track in WITH_HANDS.tracks]


@pytest.mark.parametrize("suffix", suffixes())
def test_a_format_for_the_body_alone_says_so_and_writes_the_body(suffix: str, tmp_path: Path) -> None:
    note = note_of(WITH_HANDS, tmp_path / f"out{suffix}")
    is_for_bodies = suffix in {".trc", ".mot", ".coco.json", ".pose"}
    assert ("body alone" in note) == is_for_bodies
    assert note_of(ALONE, tmp_path / f"out{suffix}") == ""
    if is_for_bodies:
        with_hands = written(WITH_HANDS, tmp_path, suffix).read_bytes()
        assert with_hands == written(ALONE, tmp_path, suffix).read_bytes()


def test_trc_is_in_metres_with_y_up_and_blanks_for_the_unseen(tmp_path: Path) -> None:
    trc = read_trc(written(ALONE, tmp_path, ".trc"))
    assert trc.markers == list(BLAZEPOSE_33.keypoints)
    assert trc.times_s == UNEVEN_S.tolist()
    assert trc.frames == list(range(1, 8))
    assert (trc.head["Units"], trc.head["NumFrames"], trc.head["NumMarkers"]) == ("m", "7", "33")
    assert float(trc.head["DataRate"]) == pytest.approx(6.0)
    world = ALONE.people[0].world.copy()
    world[np.isnan(world).any(axis=-1)] = np.nan
    x, y, z = np.moveaxis(world, -1, 0)
    np.testing.assert_allclose(np.array(trc.points), np.stack([-z, -y, -x], axis=-1), atol=6e-7)


def test_trc_of_two_people_prefixes_the_second(tmp_path: Path) -> None:
    trc = read_trc(written(PAIR, tmp_path, ".trc"))
    assert trc.markers[33:] == [f"person2_{name}" for name in BLAZEPOSE_33.keypoints]


def test_the_turn_to_the_axes_of_opensim_is_a_rotation_and_not_a_mirror() -> None:
    turned = opensim_axes(np.eye(3))
    assert np.linalg.det(turned) == pytest.approx(1.0)
    assert turned @ turned.T == pytest.approx(np.eye(3))
    up, towards_camera, right_of_who_faces_it = [0, -1, 0], [0, 0, -1], [-1, 0, 0]
    axes = opensim_axes(np.array([towards_camera, up, right_of_who_faces_it], dtype=float))
    assert axes == pytest.approx(np.eye(3))


@pytest.mark.parametrize("recording", [ALONE, PAIR], ids=["alone", "pair"])
def test_mot_holds_the_angles_in_degrees(recording: Recording, tmp_path: Path) -> None:
    head, columns = read_mot(written(recording, tmp_path, ".mot"))
    size = {"nRows": "7", "nColumns": str(len(columns))}
    assert head == {"version": "3", "DataType": "double", **size, "inDegrees": "yes"}
    assert columns["time"] == UNEVEN_S.tolist()
    for number, someone in enumerate(recording.people, start=1):
        for name, angle in joint_angles_deg(someone.world, BLAZEPOSE_33).items():
            column = columns[name if number == 1 else f"person{number}_{name}"]
            assert column == pytest.approx(angle.tolist(), abs=6e-5, nan_ok=True)


def test_coco_counts_what_was_seen(tmp_path: Path) -> None:
    document = read_json(written(PAIR, tmp_path, ".coco.json"))
    assert [image["time_s"] for image in document["images"]] == UNEVEN_S.tolist()
    category = document["categories"][0]
    assert category["keypoints"] == list(COCO_17.keypoints)
    assert category["skeleton"][0] == [16, 14], "edges count from 1"
    assert {each["image_id"] for each in document["annotations"]} == {1, 2, 3, 5, 6, 7}, (
        "nobody in the fourth"
    )
    assert len({each["id"] for each in document["annotations"]}) == len(document["annotations"])
    for each in document["annotations"]:
        someone = PAIR.people[each["track_id"] - 1]
        points = someone.image[each["image_id"] - 1, someone.skeleton.indices(COCO_17.keypoints), :2]
        visibility = someone.visibility[each["image_id"] - 1, someone.skeleton.indices(COCO_17.keypoints)]
        found = np.array(each["keypoints"]).reshape(17, 3)
        seen = np.isfinite(points).all(axis=1)
        assert (found[~seen] == 0).all()
        np.testing.assert_allclose(found[seen, :2], points[seen], atol=0.006)
        assert (found[seen, 2] == np.where(visibility[seen] < 0.5, 1, 2)).all()
        assert each["num_keypoints"] == seen.sum()
        assert each["bbox"] == pytest.approx([*points[seen].min(0), *np.ptp(points[seen], axis=0)], abs=0.006)


def test_coco_of_a_skeleton_without_its_keypoints_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="tail_5"):
        export(Recording((person(TAIL, 3),)), tmp_path / "out.coco.json")
    assert not list(tmp_path.iterdir())


def test_parquet_is_the_table_of_the_csv(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(written(PAIR, tmp_path, ".parquet"))
    assert table.num_rows == 14
    assert table["person"].to_pylist() == [1] * 7 + [2] * 7
    assert table["time_s"].to_pylist() == [*UNEVEN_S, *UNEVEN_S]
    assert table["nose_x_px"].to_pylist()[3] is None
    knee = table["left_knee_x_m"].to_numpy(zero_copy_only=False)[:7]
    assert knee == pytest.approx(PAIR.people[0].world_points("left_knee")[:, 0], abs=1e-6, nan_ok=True)


def test_pose_is_read_by_its_own_library(tmp_path: Path) -> None:
    pose_format = pytest.importorskip("pose_format")
    pose = pose_format.Pose.read(written(PAIR, tmp_path, ".pose").read_bytes())
    assert [component.name for component in pose.header.components] == [
        "POSE_LANDMARKS",
        "POSE_WORLD_LANDMARKS",
    ]
    assert pose.header.components[0].points[:2] == ["NOSE", "LEFT_EYE_INNER"]
    assert pose.body.fps == pytest.approx(6.0)
    assert pose.body.data.shape == (7, 2, 66, 3)
    assert pose.body.data.mask[3].all()
    for number, someone in enumerate(PAIR.people):
        whole = np.concatenate([someone.image, someone.world], axis=1)
        seen = np.isfinite(whole).all(axis=-1)
        np.testing.assert_allclose(pose.body.data.data[:, number][seen], whole[seen], rtol=1e-6)


@pytest.mark.parametrize("suffix", suffixes())
def test_one_instant_is_written(suffix: str, tmp_path: Path) -> None:
    assert written(Recording((ALONE.people[0][:1],)), tmp_path, suffix).stat().st_size > 0


@pytest.mark.parametrize("suffix", suffixes())
def test_names_that_are_no_text_are_written(suffix: str, tmp_path: Path) -> None:
    export(Recording((ALONE.people[0],), {"media": "\udcff.mp4"}), tmp_path / f"\udcff\n{suffix}")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["out.xyz", "out", "csv", "out.csv.gz"])
def test_an_unknown_ending_lists_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused:
        export(ALONE, tmp_path / name)
    assert all(suffix in str(refused.value) for suffix in suffixes())
    assert not list(tmp_path.iterdir())


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    export(ALONE, tmp_path / "OUT.COCO.JSON")
    assert "categories" in read_json(tmp_path / "OUT.COCO.JSON")


@pytest.mark.parametrize(("suffix", "module"), [(".parquet", "pyarrow"), (".pose", "pose_format")])
def test_a_missing_extra_names_the_command(
    suffix: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install '(pyarrow|pose-format)>="):
        export(ALONE, tmp_path / f"out{suffix}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", suffixes())
def test_a_disc_that_fills_up_leaves_what_was_there(suffix: str, tmp_path: Path) -> None:
    import resource
    import signal

    (tmp_path / f"out{suffix}").write_bytes(b"before")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, old[1]))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            export(PAIR, tmp_path / f"out{suffix}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(f"out{suffix}", b"before")]


def test_endings_are_distinct() -> None:
    assert len(set(suffixes())) == len(FORMATS)


def test_every_ending_stands_in_the_guide() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert not [suffix for suffix in suffixes() if f"`{suffix}`" not in guide]
