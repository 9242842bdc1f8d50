"""The face's skeleton: MediaPipe's order, the person's own sides."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

import numpy as np
import pytest

from poise.estimation.drawn_person import draw_person
from poise.estimation.mediapipe_estimators import FaceEstimator
from poise.estimation.models.catalogue import Model
from poise.estimation.models.shelf import bundle_path
from poise.pose import FloatArray
from poise.pose.face import FACE_478


def test_it_has_the_mesh_and_two_irises() -> None:
    assert len(FACE_478) == 478
    assert len(set(FACE_478.keypoints)) == 478


def test_mirroring_twice_changes_nothing_and_leaves_the_middle() -> None:
    partner = FACE_478.mirror_indices
    np.testing.assert_array_equal(partner[partner], np.arange(478))
    assert (partner == np.arange(478)).sum() == 28


@pytest.mark.parametrize(
    ("left", "right", "numbers"),
    [
        ("left_eye_outer", "right_eye_outer", (263, 33)),
        ("left_eye_inner", "right_eye_inner", (362, 133)),
        ("left_eye_upper", "right_eye_upper", (386, 159)),
        ("left_eye_lower", "right_eye_lower", (374, 145)),
        ("left_mouth_corner", "right_mouth_corner", (291, 61)),
        ("left_iris", "right_iris", (473, 468)),
        ("left_474", "right_471", (474, 471)),
        ("nose_tip", "nose_tip", (1, 1)),
        ("chin", "chin", (152, 152)),
    ],
)
def test_a_keypoint_has_its_place_and_its_partner(left: str, right: str, numbers: tuple[int, int]) -> None:
    assert (FACE_478.index(left), FACE_478.index(right)) == numbers
    assert FACE_478.mirror_of(left) == right
    assert FACE_478.mirror_of(right) == left


def test_every_line_of_one_side_has_its_like_on_the_other() -> None:
    edges = {frozenset(edge) for edge in FACE_478.edge_indices.tolist()}
    mirrored = {frozenset(FACE_478.mirror_indices[list(edge)].tolist()) for edge in edges}
    assert edges == mirrored


def number_at(content: bytes, place: int) -> tuple[int, int]:
    """Return a variable-length number of Protocol Buffers, and the place after it."""
    number, shift = 0, 0
    while content[place] >= 128:
        number, shift, place = number | (content[place] & 127) << shift, shift + 7, place + 1
    return number | content[place] << shift, place + 1


def fields(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of the fields of a Protocol Buffers message that are messages or floats."""
    place = 0
    while place < len(content):
        key, place = number_at(content, place)
        if key & 7 == 0:
            _, place = number_at(content, place)
            continue
        length, place = (4, place) if key & 7 == 5 else number_at(content, place)
        yield key >> 3, content[place : place + length]
        place += length


@pytest.fixture(scope="module")
def canonical_mesh() -> FloatArray:
    """The 468 vertices of MediaPipe's canonical face, in centimetres: x to the person's left, y up, z forward."""
    with ZipFile(bundle_path(Model.FACE)) as bundle:
        metadata = dict(fields(bundle.read("geometry_pipeline_metadata_landmarks.binarypb")))
    floats = b"".join(value for field, value in fields(metadata[1]) if field == 3)
    return np.frombuffer(floats, dtype="<f4").reshape(468, 5)[:, :3].astype(np.float64)


@pytest.mark.models
def test_partners_are_mirror_images_in_the_canonical_mesh(canonical_mesh: FloatArray) -> None:
    partner = FACE_478.mirror_indices[:468]
    assert (canonical_mesh[partner] == canonical_mesh * (-1, 1, 1)).all()
    # No vertex is another's double, so that the partners are the only ones.
    assert len(np.unique(canonical_mesh, axis=0)) == 468


@pytest.mark.models
def test_the_left_of_the_names_is_the_left_of_the_person(canonical_mesh: FloatArray) -> None:
    sides = {"left": 1, "right": -1}
    expected = [sides.get(name.split("_")[0], 0) for name in FACE_478.keypoints[:468]]
    assert np.sign(canonical_mesh[:, 0]).tolist() == expected


@pytest.mark.models
def test_the_rings_of_the_irises_lie_as_their_partners_say() -> None:
    picture = draw_person((1280, 1600), foot_px=(640.0, 1500.0), height_px=1400)[:800]
    with FaceEstimator() as estimator:
        (face,) = estimator.find(np.ascontiguousarray(picture))
    for side, first in (("left", 473), ("right", 468)):
        ring = face.pose.image[first + 1 : first + 5, :2] - face.pose.image_point(f"{side}_iris")[:2]
        assert np.sign(np.round(ring / np.abs(ring).max())).tolist() == [[1, 0], [0, -1], [-1, 0], [0, 1]]
    for left, right in (("left_474", "right_471"), ("left_475", "right_470"), ("left_477", "right_472")):
        assert FACE_478.mirror_of(left) == right
