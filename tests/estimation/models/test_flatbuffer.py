"""Model files as objects: nothing is lost, and nothing of MediaPipe is run to read them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from poise.estimation.models.flatbuffer import (
    ALIGNMENT_BYTES,
    metadata_schema,
    pack,
    schema,
    unpack,
    with_normalisation,
)

Read = Callable[[str], bytes]


def test_the_schema_modules_load_without_mediapipe_itself() -> None:
    code = (
        "import sys\n"
        "from poise.estimation.models.flatbuffer import schema, metadata_schema\n"
        "schema(), metadata_schema()\n"
        "print(sorted({'mediapipe', 'cv2', 'matplotlib'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.models
def test_weights_survive_the_round_trip_and_are_aligned(read: Read) -> None:
    before = unpack(read("face-detection"))
    content = pack(before)
    after = unpack(content)
    assert len(after.buffers) == len(before.buffers)
    for old, new in zip(before.buffers, after.buffers, strict=True):
        assert np.array_equal(old.data, new.data) if old.data is not None else new.data is None
    root = schema().Model.GetRootAsModel(bytearray(content), 0)
    places = [root.Buffers(number) for number in range(root.BuffersLength())]
    starts = [place._tab.Vector(place._tab.Offset(4)) for place in places if place.DataLength()]
    assert starts
    assert {start % ALIGNMENT_BYTES for start in starts} == {0}


@pytest.mark.models
def test_normalisation_replaces_what_was_said_before(read: Read) -> None:
    model = with_normalisation(unpack(read("face-detection")), 1.0, 2.0)
    model = unpack(pack(with_normalisation(model, 127.5, 63.75)))
    (entry,) = [entry for entry in model.metadata if entry.name == b"TFLITE_METADATA"]
    made = metadata_schema()
    described = made.ModelMetadataT.InitFromObj(
        made.ModelMetadata.GetRootAsModelMetadata(bytearray(model.buffers[entry.buffer].data.tobytes()), 0)
    )
    (graph,) = described.subgraphMetadata
    (scaling,) = graph.inputTensorMetadata[0].processUnits
    assert (list(scaling.options.mean), list(scaling.options.std)) == ([127.5], [63.75])
    assert len(graph.outputTensorMetadata) == len(model.subgraphs[0].outputs)
