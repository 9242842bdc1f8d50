"""The skeletons that Poise knows, as constants."""

from __future__ import annotations

from itertools import pairwise

from poise.pose.skeleton import Skeleton


def _sides(*names: str) -> dict[str, str]:
    return {f"left_{name}": f"right_{name}" for name in names}


# MediaPipe's pose landmarker, in its order (33 landmarks; BlazePose GHUM, Bazarevsky et al. 2020).
BLAZEPOSE_33 = Skeleton(
    name="blazepose_33",
    keypoints=(
        "nose",
        "left_eye_inner",
        "left_eye",
        "left_eye_outer",
        "right_eye_inner",
        "right_eye",
        "right_eye_outer",
        "left_ear",
        "right_ear",
        "left_mouth",
        "right_mouth",
        "left_shoulder",
        "right_shoulder",
        "left_elbow",
        "right_elbow",
        "left_wrist",
        "right_wrist",
        "left_pinky",
        "right_pinky",
        "left_index",
        "right_index",
        "left_thumb",
        "right_thumb",
        "left_hip",
        "right_hip",
        "left_knee",
        "right_knee",
        "left_ankle",
        "right_ankle",
        "left_heel",
        "right_heel",
        "left_foot_index",
        "right_foot_index",
    ),
    edges=(
        ("nose", "left_eye_inner"),
        ("left_eye_inner", "left_eye"),
        ("left_eye", "left_eye_outer"),
        ("left_eye_outer", "left_ear"),
        ("nose", "right_eye_inner"),
        ("right_eye_inner", "right_eye"),
        ("right_eye", "right_eye_outer"),
        ("right_eye_outer", "right_ear"),
        ("left_mouth", "right_mouth"),
        ("left_shoulder", "right_shoulder"),
        ("left_shoulder", "left_elbow"),
        ("left_elbow", "left_wrist"),
        ("left_wrist", "left_pinky"),
        ("left_wrist", "left_index"),
        ("left_wrist", "left_thumb"),
        ("left_pinky", "left_index"),
        ("right_shoulder", "right_elbow"),
        ("right_elbow", "right_wrist"),
        ("right_wrist", "right_pinky"),
        ("right_wrist", "right_index"),
        ("right_wrist", "right_thumb"),
        ("right_pinky", "right_index"),
        ("left_shoulder", "left_hip"),
        ("right_shoulder", "right_hip"),
        ("left_hip", "right_hip"),
        ("left_hip", "left_knee"),
        ("left_knee", "left_ankle"),
        ("left_ankle", "left_heel"),
        ("left_heel", "left_foot_index"),
        ("left_ankle", "left_foot_index"),
        ("right_hip", "right_knee"),
        ("right_knee", "right_ankle"),
        ("right_ankle", "right_heel"),
        ("right_heel", "right_foot_index"),
        ("right_ankle", "right_foot_index"),
    ),
    mirrors=_sides(
        "eye_inner", "eye", "eye_outer", "ear", "mouth", "shoulder", "elbow", "wrist", "pinky", "index",
        "thumb", "hip", "knee", "ankle", "heel", "foot_index",
    ),
)  # fmt: skip

# COCO keypoints in their official order (Lin et al. 2014, and the keypoint task of 2016).
COCO_17 = Skeleton(
    name="coco_17",
    keypoints=(
        "nose",
        "left_eye",
        "right_eye",
        "left_ear",
        "right_ear",
        "left_shoulder",
        "right_shoulder",
        "left_elbow",
        "right_elbow",
        "left_wrist",
        "right_wrist",
        "left_hip",
        "right_hip",
        "left_knee",
        "right_knee",
        "left_ankle",
        "right_ankle",
    ),
    edges=(
        ("left_ankle", "left_knee"),
        ("left_knee", "left_hip"),
        ("right_ankle", "right_knee"),
        ("right_knee", "right_hip"),
        ("left_hip", "right_hip"),
        ("left_shoulder", "left_hip"),
        ("right_shoulder", "right_hip"),
        ("left_shoulder", "right_shoulder"),
        ("left_shoulder", "left_elbow"),
        ("right_shoulder", "right_elbow"),
        ("left_elbow", "left_wrist"),
        ("right_elbow", "right_wrist"),
        ("left_eye", "right_eye"),
        ("nose", "left_eye"),
        ("nose", "right_eye"),
        ("left_eye", "left_ear"),
        ("right_eye", "right_ear"),
        ("left_ear", "left_shoulder"),
        ("right_ear", "right_shoulder"),
    ),
    mirrors=_sides("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"),
)

_FINGERS = {"thumb": ("cmc", "mcp", "ip", "tip")} | dict.fromkeys(
    ("index_finger", "middle_finger", "ring_finger", "pinky"), ("mcp", "pip", "dip", "tip")
)
_KNUCKLES = ("index_finger_mcp", "middle_finger_mcp", "ring_finger_mcp", "pinky_mcp")


def _hand() -> Skeleton:
    chains = [[f"{finger}_{joint}" for joint in joints] for finger, joints in _FINGERS.items()]
    bones = [edge for chain in chains for edge in pairwise(chain)]
    palm = [
        ("wrist", "thumb_cmc"),
        ("wrist", "index_finger_mcp"),
        *pairwise(_KNUCKLES),
        ("wrist", "pinky_mcp"),
    ]
    return Skeleton("hand_21", ("wrist", *(joint for chain in chains for joint in chain)), (*palm, *bones))


# MediaPipe's hand landmarker, in its order. Left and right hands share it; a hand mirrors into itself.
HAND_21 = _hand()
