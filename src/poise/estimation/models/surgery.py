"""Two changes to official models: cutting a branch that nobody reads, and joining outputs that belong together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.errors import ModelError
from poise.estimation.models.face_regions import EYES, LIPS
from poise.estimation.models.flatbuffer import TfliteModel, add_buffer, schema

MASK_SHAPE = [1, 256, 256, 1]


def without_mask(model: TfliteModel) -> TfliteModel:
    """Cut the branch that computes a segmentation mask out of a pose landmark model.

    MediaPipe runs the branch on every picture and throws its result away unless masks are asked for. Its
    output becomes a constant zero tensor, so that the model keeps the five outputs which MediaPipe expects;
    the operators that lead to the other outputs stay as they are, and so does every landmark, to the last bit.
    """
    graph = model.subgraphs[0]
    masks = [int(place) for place in graph.outputs if list(graph.tensors[place].shape) == MASK_SHAPE]
    if len(masks) != 1:
        raise ModelError("The pose model has no mask branch where Poise knows one, so it cannot be cut.")
    needed = {int(place) for place in graph.outputs} - {masks[0]}
    kept = []
    for operator in reversed(graph.operators):
        if needed.intersection(int(place) for place in operator.outputs):
            kept.append(operator)
            needed.update(int(place) for place in operator.inputs if place >= 0)
    graph.operators = kept[::-1]
    graph.tensors[masks[0]].buffer = add_buffer(model, bytes(4 * int(np.prod(MASK_SHAPE))))
    # Signatures name tensors of the whole model; the tasks do not read them.
    model.signatureDefs = None
    return model


# Outputs of the face model with attention, in order: 468 points (x, y, z), then x and y alone of the lips, the
# left and right eye regions and the two irises, then the flag that a face is present.
_MESH_POINTS, _IRIS_POINTS = 468, 5
_FACE_SIZES = [3 * _MESH_POINTS, 2 * len(LIPS), *(2 * len(eye) for eye in EYES), 10, 10, 1]
# An iris has no depth of its own; it takes that of the middle of the upper lid (mesh points 159 and 386).
_UPPER_LIDS = (159, 386)


def with_one_output(model: TfliteModel) -> TfliteModel:
    """Join the seven outputs of the face model with attention into the [1, 1434] tensor that the task reads.

    The refined points of lips and eyes replace x and y of the mesh points they refine, as MediaPipe's graph
    ``tensors_to_face_landmarks_with_attention`` does; the two irises follow as points 468 to 477.
    """
    graph = model.subgraphs[0]
    sizes = [int(np.prod(graph.tensors[place].shape)) for place in graph.outputs]
    if sizes != _FACE_SIZES:
        raise ModelError("The face model has other outputs than Poise knows, so they cannot be joined.")
    weaver = _Weaver(model)
    flat = [
        weaver.reshape(int(place), [size]) for place, size in zip(graph.outputs[:6], sizes[:6], strict=True)
    ]
    joined = weaver.concatenate(flat, sum(sizes[:6]))
    places = _face_places()
    gathered = weaver.gather(joined, places)
    output = weaver.reshape(gathered, [1, places.size])
    graph.outputs = np.array([output, graph.outputs[6]], np.int32)
    model.signatureDefs = None
    return model


def _face_places() -> NDArray[np.int32]:
    """Return for each of the 478 x 3 numbers its place in the joined outputs."""
    starts = np.cumsum([0, *_FACE_SIZES])
    places = np.zeros((_MESH_POINTS + 2 * _IRIS_POINTS, 3), np.int32)
    places[:_MESH_POINTS] = np.arange(3 * _MESH_POINTS).reshape(-1, 3)
    for points, start in zip((LIPS, *EYES), starts[1:4], strict=True):
        places[list(points), :2] = start + np.arange(2 * len(points)).reshape(-1, 2)
    for iris, (start, lid) in enumerate(zip(starts[4:6], _UPPER_LIDS, strict=True)):
        first = _MESH_POINTS + iris * _IRIS_POINTS
        places[first : first + _IRIS_POINTS, :2] = start + np.arange(2 * _IRIS_POINTS).reshape(-1, 2)
        places[first : first + _IRIS_POINTS, 2] = 3 * lid + 2
    return places.reshape(-1)


class _Weaver:
    """Adds operators at the end of a model's graph."""

    def __init__(self, model: TfliteModel) -> None:
        self._model, self._graph = model, model.subgraphs[0]
        self._empty = add_buffer(model, b"")

    def reshape(self, tensor: int, shape: list[int]) -> int:
        options = schema().ReshapeOptionsT()
        options.newShape = np.array(shape, np.int32)
        return self._append("RESHAPE", "ReshapeOptions", options, [tensor, self._constant(shape)], shape)

    def concatenate(self, tensors: list[int], length: int) -> int:
        options = schema().ConcatenationOptionsT()
        options.axis = 0
        return self._append("CONCATENATION", "ConcatenationOptions", options, tensors, [length])

    def gather(self, tensor: int, places: NDArray[np.int32]) -> int:
        options = schema().GatherOptionsT()
        options.axis = 0
        inputs = [tensor, self._constant(places)]
        return self._append("GATHER", "GatherOptions", options, inputs, [places.size])

    def _constant(self, values: list[int] | NDArray[np.int32]) -> int:
        content = np.asarray(values, np.int32)
        return self._tensor([content.size], "INT32", add_buffer(self._model, content.tobytes()))

    def _tensor(self, shape: list[int], kind: str, buffer: int) -> int:
        tensor = schema().TensorT()
        tensor.name = f"poise_{len(self._graph.tensors)}".encode()
        tensor.shape, tensor.buffer = np.array(shape, np.int32), buffer
        tensor.type = getattr(schema().TensorType, kind)
        self._graph.tensors.append(tensor)
        return len(self._graph.tensors) - 1

    def _append(self, code: str, kind: str, options: object, inputs: list[int], shape: list[int]) -> int:
        operator = schema().OperatorT()
        output = self._tensor(shape, "FLOAT32", self._empty)
        operator.opcodeIndex = self._operator_code(getattr(schema().BuiltinOperator, code))
        operator.inputs, operator.outputs = np.array(inputs, np.int32), np.array([output], np.int32)
        operator.builtinOptionsType = getattr(schema().BuiltinOptions, kind)
        operator.builtinOptions = options
        self._graph.operators.append(operator)
        return output

    def _operator_code(self, builtin: int) -> int:
        for place, known in enumerate(self._model.operatorCodes):
            # Old files carry the code in the deprecated field alone.
            if builtin in (known.builtinCode, known.deprecatedBuiltinCode) and known.customCode is None:
                return place
        code = schema().OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = builtin
        code.version = 1
        self._model.operatorCodes.append(code)
        return len(self._model.operatorCodes) - 1
