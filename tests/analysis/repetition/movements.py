"""Every exercise of the catalogue that is counted in repetitions, as the stick figure does it well."""

from __future__ import annotations

from dataclasses import replace

from tests.analysis.repetition.figure import Both, Movement, Stance, squatted

FRONT, OBLIQUE, SIDE, BACK = 0.0, 40.0, 85.0, 180.0
ALL, LEVEL = (FRONT, OBLIQUE, SIDE, BACK), (OBLIQUE, SIDE)


def both(value: float) -> Both:
    return value, value


_STAND = Stance(elbow=both(12))
_HANG = Stance(shoulder=both(172), elbow=both(10), anchor="wrist")
_FLOOR = Stance(trunk=-86, knee=both(95), hip=both(50), anchor="shoulder")  # on the back, feet on the floor
_LYING = replace(_FLOOR, anchor="hip")
_PRESS_UP = Stance(trunk=74, hip=both(8), shoulder=both(74), elbow=both(8))
_HINGE = Stance(trunk=75, hip=both(105), knee=both(30), shoulder=both(75), elbow=both(8))
_ALL_FOURS = Stance(trunk=88, hip=both(88), knee=both(90), shoulder=both(88), elbow=both(8), anchor="knee")
_SEATED = Stance(trunk=4, hip=both(90), knee=both(45), anchor="hip")
_LEANING_BACK = Stance(
    trunk=-24, hip=both(85), knee=both(85), shoulder=both(22), elbow=both(45), anchor="hip"
)

MOVEMENTS = {
    "squat": Movement(squatted(5), squatted(112), ALL),
    "sumo-squat": Movement(
        Stance(thighs_out=30, shins_out=30, elbow=both(12)),
        Stance(trunk=20, hip=both(118), knee=both(100), thighs_out=45, shins_out=12, elbow=both(12)),
        (OBLIQUE, FRONT),
    ),
    "split-squat": Movement(
        Stance(hip=(28, -25), knee=(10, 12), elbow=both(12)),
        Stance(trunk=8, hip=(100, -5), knee=(98, 95), elbow=both(12)),
        LEVEL,
    ),
    "forward-lunge": Movement(
        _STAND, Stance(trunk=8, hip=(100, -5), knee=(98, 95), elbow=both(12)), LEVEL, alternates=True
    ),
    "reverse-lunge": Movement(
        _STAND, Stance(trunk=8, hip=(100, -5), knee=(98, 95), elbow=both(12)), LEVEL, alternates=True
    ),
    "sit-to-stand": Movement(
        Stance(trunk=15, hip=both(100), knee=both(88), elbow=both(60)),
        Stance(elbow=both(60)),
        (*LEVEL, FRONT),
    ),
    "deadlift": Movement(
        Stance(trunk=60, hip=both(115), knee=both(75), shoulder=both(60), elbow=both(8)), _STAND, LEVEL
    ),
    "romanian-deadlift": Movement(
        _STAND, Stance(trunk=75, hip=both(95), knee=both(25), shoulder=both(75), elbow=both(10)), LEVEL
    ),
    "good-morning": Movement(
        Stance(elbow=both(130), shoulder=both(20)),
        Stance(trunk=72, hip=both(90), knee=both(22), elbow=both(130), shoulder=both(20)),
        LEVEL,
    ),
    "glute-bridge": Movement(
        _FLOOR, Stance(trunk=-110, knee=both(95), hip=both(4), anchor="shoulder"), LEVEL
    ),
    "hip-thrust": Movement(
        Stance(trunk=-55, knee=both(85), hip=both(80), anchor="shoulder"),
        Stance(trunk=-88, knee=both(90), hip=both(4), anchor="shoulder"),
        LEVEL,
    ),
    "calf-raise": Movement(
        Stance(tiptoe=8, elbow=both(12), anchor="foot_index"),
        Stance(tiptoe=45, elbow=both(12), anchor="foot_index"),
        LEVEL,
    ),
    "high-knees": Movement(
        Stance(elbow=both(60)),
        Stance(hip=(88, 0), knee=(90, 0), elbow=both(60)),
        (FRONT, OBLIQUE, SIDE),
        alternates=True,
    ),
    "standing-knee-extension": Movement(
        Stance(hip=(70, 0), knee=(88, 0), elbow=both(12)),
        Stance(hip=(75, 0), knee=(8, 0), elbow=both(12)),
        LEVEL,
    ),
    "push-up": Movement(
        _PRESS_UP, Stance(trunk=86, hip=both(8), shoulder=both(20), elbow=both(98)), (*LEVEL, FRONT)
    ),
    "knee-push-up": Movement(
        Stance(trunk=66, hip=both(8), knee=both(80), shoulder=both(66), elbow=both(8)),
        Stance(trunk=80, hip=both(8), knee=both(80), shoulder=both(20), elbow=both(95)),
        (*LEVEL, FRONT),
    ),
    "dip": Movement(
        Stance(trunk=8, elbow=both(8), knee=both(60), anchor="wrist"),
        Stance(trunk=20, shoulder=both(-62), elbow=both(92), knee=both(60), anchor="wrist"),
        ALL,
    ),
    "overhead-press": Movement(
        Stance(shoulder=both(35), elbow=both(135)), Stance(shoulder=both(168), elbow=both(10)), ALL
    ),
    "lateral-raise": Movement(
        Stance(arms_out=10, elbow=both(10)), Stance(arms_out=88, elbow=both(10)), (FRONT, OBLIQUE, BACK)
    ),
    "front-raise": Movement(_STAND, Stance(shoulder=both(88), elbow=both(10)), LEVEL),
    "triceps-extension": Movement(
        Stance(shoulder=both(168), elbow=both(12)), Stance(shoulder=both(165), elbow=both(112)), ALL
    ),
    "pull-up": Movement(_HANG, Stance(shoulder=both(40), elbow=both(125), anchor="wrist"), ALL),
    "bent-over-row": Movement(
        _HINGE, Stance(trunk=72, hip=both(102), knee=both(30), shoulder=both(0), elbow=both(95)), LEVEL
    ),
    "biceps-curl": Movement(_STAND, Stance(shoulder=both(8), elbow=both(130)), (FRONT, OBLIQUE, SIDE)),
    "alternating-biceps-curl": Movement(
        _STAND, Stance(shoulder=(8, 0), elbow=(130, 12)), (FRONT, OBLIQUE), alternates=True
    ),
    "sit-up": Movement(_LYING, Stance(trunk=-18, knee=both(95), hip=both(115), anchor="hip"), LEVEL),
    "crunch": Movement(_LYING, Stance(trunk=-60, knee=both(95), hip=both(76), anchor="hip"), (SIDE,)),
    "leg-raise": Movement(
        Stance(trunk=-88, hip=both(4), anchor="shoulder"),
        Stance(trunk=-88, hip=both(86), knee=both(8), anchor="shoulder"),
        LEVEL,
    ),
    "mountain-climber": Movement(
        _PRESS_UP,
        Stance(trunk=76, hip=(105, 10), knee=(110, 0), shoulder=both(76), elbow=both(8)),
        LEVEL,
        alternates=True,
    ),
    "burpee": Movement(_STAND, Stance(trunk=78, hip=both(8), shoulder=both(78), elbow=both(8)), LEVEL),
    "jumping-jack": Movement(
        Stance(arms_out=8, elbow=both(10)),
        Stance(arms_out=165, thighs_out=28, shins_out=28, elbow=both(10)),
        (FRONT, OBLIQUE, BACK),
    ),
    "side-lunge": Movement(
        Stance(thighs_out=32, shins_out=32, elbow=both(12)),
        Stance(trunk=30, hip=(105, 20), knee=(92, 5), thighs_out=32, shins_out=32, elbow=both(12)),
        (OBLIQUE, FRONT),
        alternates=True,
    ),
    "triceps-pushdown": Movement(
        Stance(trunk=8, hip=both(8), shoulder=both(20), elbow=both(100)),
        Stance(trunk=8, hip=both(8), shoulder=both(10), elbow=both(8)),
        (*LEVEL, FRONT),
    ),
    "bench-press": Movement(
        Stance(trunk=-88, hip=both(20), knee=both(90), shoulder=both(88), elbow=both(8), anchor="shoulder"),
        Stance(
            trunk=-88, hip=both(20), knee=both(90), shoulder=both(-10), elbow=both(100), anchor="shoulder"
        ),
        (*LEVEL, FRONT),
    ),
    "lat-pulldown": Movement(
        replace(_SEATED, knee=both(90), shoulder=both(165), elbow=both(10)),
        replace(_SEATED, knee=both(90), shoulder=both(45), elbow=both(110)),
        ALL,
    ),
    "seated-row": Movement(
        replace(_SEATED, shoulder=both(65), elbow=both(12)),
        replace(_SEATED, shoulder=both(-12), elbow=both(95)),
        LEVEL,
    ),
    "step-up": Movement(
        Stance(trunk=10, hip=(85, 10), knee=(82, 5), elbow=both(12)),
        Stance(hip=(2, 8), knee=(5, 20), elbow=both(12), raised_m=0.32),
        (*LEVEL, FRONT),
    ),
    "bulgarian-split-squat": Movement(
        Stance(trunk=5, hip=(30, -15), knee=(8, 68), elbow=both(12)),
        Stance(trunk=10, hip=(98, 5), knee=(95, 108), elbow=both(12)),
        LEVEL,
    ),
    "kettlebell-swing": Movement(
        Stance(trunk=68, hip=both(95), knee=both(32), shoulder=both(40), elbow=both(8)),
        Stance(shoulder=both(80), elbow=both(8)),
        LEVEL,
    ),
    "russian-twist": Movement(
        replace(_LEANING_BACK, turn=-48), replace(_LEANING_BACK, turn=48), (FRONT, OBLIQUE)
    ),
    "fire-hydrant": Movement(
        replace(_ALL_FOURS, anchor="wrist"),
        replace(_ALL_FOURS, thighs_out=62, anchor="wrist"),
        (OBLIQUE, FRONT),
    ),
    "donkey-kick": Movement(_ALL_FOURS, replace(_ALL_FOURS, hip=(6, 88)), LEVEL),
}
