"""NPZ: the arrays themselves, exactly; `poise.media.tracks` reads them again."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.media.recording import Recording


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
    for number, person in enumerate(recording.people, start=1):
        skeleton = person.skeleton
        mirrors = [(skeleton.index(one), skeleton.index(other)) for one, other in skeleton.mirrors.items()]
        arrays |= {
            f"person{number}_image_px": person.image,
            f"person{number}_world_m": person.world,
            f"person{number}_visibility": person.visibility,
            f"person{number}_presence": person.presence,
            f"person{number}_skeleton": np.array(skeleton.name),
            f"person{number}_keypoints": np.array(skeleton.keypoints),
            f"person{number}_edges": skeleton.edge_indices.astype(np.int64),
            f"person{number}_mirrors": np.array(mirrors, dtype=np.int64).reshape(-1, 2),
        }
    return arrays
