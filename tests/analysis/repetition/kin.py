"""Exercises that contain one another: whoever does the one is right to be counted as doing the other."""

from __future__ import annotations

KIN = (
    {"forward-lunge", "reverse-lunge", "split-squat", "bulgarian-split-squat", "step-up"},
    {"standing-knee-extension", "bulgarian-split-squat", "step-up"},
    # The same way there and back: what is rest in the one is the peak of the other.
    {"biceps-curl", "alternating-biceps-curl", "triceps-pushdown"},
    {"overhead-press", "lat-pulldown"},
    {"front-raise", "seated-row"},
    {"squat", "sumo-squat", "sit-to-stand", "box-squat"},
    {"squat", "box-squat", "chair-pose", "wall-sit"},  # one sits down into these
    {"squat", "deadlift", "box-squat"},
    {"sit-to-stand", "deadlift"},
    {"side-lunge", "warrior-ii"},  # one sinks into it
    {"deadlift", "romanian-deadlift", "kettlebell-swing"},
    # Whoever sits holds the legs of a wall sit.
    {"wall-sit", "lat-pulldown", "seated-row", "russian-twist"},
    {"wall-sit", "seated-knee-extension", "boat-pose"},
    {"standing-knee-extension", "seated-knee-extension"},
    {"deadlift", "romanian-deadlift", "single-leg-deadlift", "warrior-iii"},
    {"romanian-deadlift", "standing-forward-fold"},
    {"push-up", "plank", "incline-push-up", "decline-push-up", "dip"},
    {"high-knees", "march", "mountain-climber", "bird-dog"},
    {"march", "tree-pose", "single-leg-stance"},
    # Whoever stands on one leg does so, whatever the other leg does.
    {"single-leg-stance", "tree-pose", "hip-abduction", "standing-knee-extension", "step-up"},
    {"single-leg-stance", "single-leg-calf-raise", "calf-raise", "hip-extension"},
    {"bent-over-row", "one-arm-row"},
    {"overhead-press", "wall-slide", "chest-stretch"},
    {"front-raise", "calf-stretch", "warrior-ii"},
    {"glute-bridge", "single-leg-glute-bridge"},
    {
        "leg-raise",
        "straight-leg-raise",
        "side-lying-leg-raise",
        "single-leg-glute-bridge",
        "superman",
        "hollow-hold",
    },
    {"superman", "cobra"},
    {"bicycle-crunch", "hollow-hold", "dead-bug"},
)


def are_kin(one: str, other: str) -> bool:
    """Whether two exercises contain one another."""
    return any({one, other} <= kin for kin in KIN)
