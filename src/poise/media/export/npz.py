"""NPZ: the arrays themselves, exactly; `poise.media.tracks` reads them again."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.media.recording import Recording
from poise.pose import PoseSequence


def write_npz(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write all arrays as float64, names as text, nothing pickled."""
    np.savez_compressed(file, allow_pickle=False, **_arrays(recording))


def _arrays(recording: Recording) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        "times_s": recording.times_s,
        "image_size": np.array(recording.image_size, dtype=np.int64),
        "people": np.array(len(recording.people), dtype=np.int64),
        "metadata": np.array(json.dumps(dict(recording.metadata))),
    }
    if recording.looked_at is not None:
        arrays["looked_at"] = recording.looked_at.astype(np.int32)
    for number, person in enumerate(recording.people, start=1):
        skeleton = person.skeleton
        mirrors = [(skeleton.index(one), skeleton.index(other)) for one, other in skeleton.mirrors.items()]
        arrays |= {
            **_points(f"person{number}", person),
            f"person{number}_skeleton": np.array(skeleton.name),
            f"person{number}_keypoints": np.array(skeleton.keypoints),
            f"person{number}_edges": skeleton.edge_indices.astype(np.int64),
            f"person{number}_mirrors": np.array(mirrors, dtype=np.int64).reshape(-1, 2),
        }
    for track in recording.tracks:
        arrays |= _points(f"person{track.person + 1}_{track.part}", track.poses)
    return arrays


def _points(name: str, sequence: PoseSequence) -> dict[str, NDArray[Any]]:
    return {
        f"{name}_image_px": sequence.image,
        f"{name}_world_m": sequence.world,
        f"{name}_visibility": sequence.visibility,
        f"{name}_presence": sequence.presence,
    }
