"""The cut removes the mask branch and nothing else; the face's outputs are joined."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from poise.errors import ModelError
from poise.estimation.models.flatbuffer import TfliteModel, unpack
from poise.estimation.models.surgery import MASK_SHAPE, with_one_output, without_mask

pytestmark = pytest.mark.models

Read = Callable[[str], bytes]

# Operators of the official models, and how many of them only the mask needs (DESIGN 3.2).
CUTS = {"lite": (305, 47), "full": (332, 46), "heavy": (689, 46)}


def made_by(model: TfliteModel) -> set[int]:
    """Tensors that an operator computes."""
    return {int(place) for operator in model.subgraphs[0].operators for place in operator.outputs}


def mask_of(model: TfliteModel) -> int:
    graph = model.subgraphs[0]
    (mask,) = (int(place) for place in graph.outputs if list(graph.tensors[place].shape) == MASK_SHAPE)
    return mask


@pytest.mark.parametrize("name", CUTS)
def test_the_operators_of_the_mask_are_gone_and_every_other_output_is_still_computed(
    name: str, read: Read
) -> None:
    stock = unpack(read(f"pose-landmarks-{name}"))
    cut = without_mask(unpack(read(f"pose-landmarks-{name}")))
    whole, removed = CUTS[name]
    assert len(stock.subgraphs[0].operators) == whole
    assert len(cut.subgraphs[0].operators) == whole - removed
    assert list(cut.subgraphs[0].outputs) == list(stock.subgraphs[0].outputs)
    mask = mask_of(stock)
    assert mask in made_by(stock)
    assert {int(place) for place in cut.subgraphs[0].outputs} - made_by(cut) == {mask}
    zeros = cut.buffers[cut.subgraphs[0].tensors[mask].buffer].data
    assert len(zeros) == 4 * 256 * 256
    assert not np.any(zeros)


@pytest.mark.parametrize("name", CUTS)
def test_every_operator_that_is_left_finds_its_inputs(name: str, read: Read) -> None:
    model = without_mask(unpack(read(f"pose-landmarks-{name}")))
    graph = model.subgraphs[0]
    known = {int(place) for place in graph.inputs}
    known |= {
        place
        for place, tensor in enumerate(graph.tensors)
        if model.buffers[tensor.buffer].data is not None and len(model.buffers[tensor.buffer].data)
    }
    for operator in graph.operators:
        assert {int(place) for place in operator.inputs if place >= 0} <= known
        known |= {int(place) for place in operator.outputs}


def test_the_face_model_gives_478_points_and_its_presence(read: Read) -> None:
    model = with_one_output(unpack(read("face-landmarks")))
    graph = model.subgraphs[0]
    assert list(graph.tensors[graph.outputs[0]].shape) == [1, 478 * 3]
    assert len(graph.outputs) == 2
    assert {int(place) for place in graph.outputs} <= made_by(model)


def test_models_of_another_shape_are_refused(read: Read) -> None:
    with pytest.raises(ModelError, match="no mask branch"):
        without_mask(unpack(read("hand-landmarks")))
    with pytest.raises(ModelError, match="other outputs"):
        with_one_output(unpack(read("hand-landmarks")))
