"""The figures of the comparison benchmark mean what they say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.accuracy.comparison.__main__ import main, measure
from benchmarks.accuracy.comparison.injected import injected
from benchmarks.accuracy.comparison.invariance import CHANGES
from benchmarks.accuracy.comparison.methods import BASELINES, baseline_distances
from benchmarks.accuracy.comparison.samples import Sample, from_folder, from_tracks, look_alikes_in
from benchmarks.accuracy.comparison.separation import Pairs, hardest, roc_auc
from benchmarks.accuracy.comparison.synthetic import synthetic_set

from poise.estimation.models import Model
from poise.media.recording import read_recording
from poise.pose import Pose

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "squat_v1.poise"
PERSON = read_recording(GOLDEN).people[0]
POSES = [PERSON[int(number)] for number in np.flatnonzero(PERSON.is_seen)[::40]]


def clear(pose: Pose) -> Pose:
    return replace(pose, visibility=np.ones(33), image=np.clip(pose.image, 1.0, min(pose.image_size) - 1.0))


@pytest.mark.parametrize(
    ("distances", "auc"),
    [([1, 2, 8, 9], 1.0), ([9, 8, 2, 1], 0.0), ([5, 5, 5, 5], 0.5), ([1, 8, 2, 9], 0.75)],
)
def test_the_area_is_the_share_of_pairs_in_the_right_order(distances: list[float], auc: float) -> None:
    assert roc_auc(np.array(distances, float), np.array([True, True, False, False])) == auc


def test_pairs_without_a_verdict_do_not_count_and_without_both_kinds_there_is_no_area() -> None:
    assert roc_auc(np.array([1.0, np.nan, 2.0]), np.array([True, True, False])) == 1.0
    assert np.isnan(roc_auc(np.array([1.0, 2.0]), np.array([True, True])))


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_is_nought_for_the_same_pose_larger_elsewhere_and_mirrored(name: str) -> None:
    pose = clear(POSES[0])
    moved = replace(
        pose.mirrored(),
        image=pose.mirrored().image * 2.0 + np.array([30.0, 9.0, 0.0]),
        world=pose.world * 1.2,
    )
    same, other = (
        float(baseline_distances(BASELINES[name], [pose, each])[0])
        for each in (moved, POSES[len(POSES) // 2])
    )
    assert same == pytest.approx(0.0, abs=1e-5)
    assert other > 0.001


def test_look_alikes_are_the_listed_pairs_and_the_same_pose_of_those_listed(tmp_path: Path) -> None:
    (tmp_path / "pairs.txt").write_text("# one leg differs\nwarrior 1, warrior 2\n\n")
    listed = look_alikes_in(tmp_path / "pairs.txt")
    labels = ["warrior 1", "warrior 1", "warrior 2", "tree", "tree"]
    pairs = Pairs.of([Sample(label, str(n), POSES[0]) for n, label in enumerate(labels)])
    chosen = sorted(
        zip(pairs.one[pairs.look_alikes(listed)], pairs.other[pairs.look_alikes(listed)], strict=True)
    )
    assert chosen == [("warrior 1", "warrior 1"), *[("warrior 1", "warrior 2")] * 2]


def test_the_hardest_pair_is_the_one_whose_distances_mix() -> None:
    pairs = Pairs.of([Sample(label, str(n), POSES[0]) for n, label in enumerate("aabbcc")])
    near = (pairs.one == "a") & (pairs.other == "b")
    distances = np.where(pairs.is_same | near, 1.0, 9.0)
    assert hardest(pairs, distances, 1) == [("a", "b", 0.5)]


@pytest.mark.parametrize(("angle_deg", "is_named"), [(0.0, False), (45.0, True)])
def test_a_turned_limb_is_named_and_an_unturned_one_is_not(angle_deg: float, is_named: bool) -> None:
    found = list(injected([clear(POSES[0])], angle_deg))
    assert len(found) == 8
    named = sum(each.is_first for each in found)
    # What lies along the line of sight is not spoken of.
    assert named >= 5 if is_named else named == 0
    assert not any(each.others for each in found)


def test_a_folder_of_recordings_makes_samples_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "squat").mkdir()
    (tmp_path / "squat" / "a.poise").write_bytes(GOLDEN.read_bytes())
    (tmp_path / "squat" / "broken.poise").write_bytes(GOLDEN.read_bytes()[:100])
    samples, left_out = from_folder(tmp_path, Model.LITE)
    assert {(sample.label, sample.source) for sample in samples} == {("squat", "a")}
    assert len(left_out) == 1


def test_changes_keep_a_picture_a_picture() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (60, 40, 3)).astype(np.uint8)
    for change in CHANGES.values():
        changed = change(pixels)
        assert changed.dtype == np.uint8
        assert changed.ndim == 3
        assert not np.array_equal(changed, pixels)


def test_synthetic_people_do_the_same_poses_and_some_look_alike(capsys: pytest.CaptureFixture[str]) -> None:
    made = synthetic_set(people=2)
    labels = [sample.label for sample in made.samples]
    assert all(labels.count(label) == 2 for label in labels)
    assert set().union(*made.look_alikes) <= set(labels)
    chosen = sorted(set(labels))[:3]
    measure("some", [sample for sample in made.samples if sample.label in chosen])
    table = capsys.readouterr().out
    assert all(name in table for name in [*BASELINES, "Poise, score", "hardest", "injected"])


def test_a_missing_folder_is_left_out_visibly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 0
    assert "left out" in capsys.readouterr().out


@pytest.mark.reference
def test_reference_tracks_tell_rest_from_peak_better_than_joint_angles(reference_data: Path) -> None:
    squats = [s for s in from_tracks(reference_data / "exercise") if s.label.startswith("squat")]
    assert {sample.label for sample in squats} == {"squat rest", "squat peak"}
    assert len({sample.source for sample in squats}) >= 2
