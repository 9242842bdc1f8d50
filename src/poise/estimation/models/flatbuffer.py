"""Model files as objects that can be read and changed: TensorFlow Lite's flatbuffers."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poise.errors import ModelError

# The model's root object; its classes are generated from the schema and carry no types.
TfliteModel = Any

# Where weights begin in a model file: TensorFlow Lite's schema, table Buffer.
ALIGNMENT_BYTES = 16


@cache
def schema() -> ModuleType:
    """Return mediapipe's module of TensorFlow Lite's schema."""
    return _generated("schema_py_generated")


@cache
def metadata_schema() -> ModuleType:
    """Return mediapipe's module of the schema of model metadata."""
    return _generated("metadata_schema_py_generated")


def _generated(name: str) -> ModuleType:
    # By location: `import mediapipe` would load the native library, OpenCV and matplotlib for two text modules.
    package = find_spec("mediapipe")
    if package is None or not package.submodule_search_locations:
        raise ModelError("The package mediapipe is not installed; run: python -m pip install poise")
    path = Path(package.submodule_search_locations[0], "tasks", "metadata", f"{name}.py")
    spec = spec_from_file_location(f"poise_mediapipe_{name}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ModelError(f"This mediapipe has no {path.name}; install the version that Poise asks for.")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def unpack(content: bytes) -> TfliteModel:
    """Read a model file into objects."""
    root = schema().Model.GetRootAsModel(bytearray(content), 0)
    return schema().ModelT.InitFromObj(root)


def pack(model: TfliteModel) -> bytes:
    """Write objects as a model file; the same objects give the same bytes."""
    builder = _aligning_builder()(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


@cache
def _aligning_builder() -> Any:  # noqa: ANN401  (flatbuffers carries no types)
    import flatbuffers

    class AligningBuilder(flatbuffers.Builder):  # type: ignore[misc]  # untyped base class
        """Puts the weights where the schema wants them (`force_align: 16`), which the generated code forgets.

        Without it the interpreter warns and copies what it could have read in place.
        """

        def CreateNumpyVector(self, x: NDArray[Any]) -> int:  # noqa: N802  (the library's name)
            if x.dtype == np.uint8:
                self.Prep(ALIGNMENT_BYTES, x.size)
            return int(super().CreateNumpyVector(x))

    return AligningBuilder


def add_buffer(model: TfliteModel, content: bytes) -> int:
    """Append a buffer and return its place."""
    buffer = schema().BufferT()
    buffer.data = np.frombuffer(content, np.uint8) if content else None
    model.buffers.append(buffer)
    return len(model.buffers) - 1


def with_normalisation(model: TfliteModel, mean: float, deviation: float) -> TfliteModel:
    """Say in the model's metadata how pictures are scaled before they enter it: (pixel - mean) / deviation.

    MediaPipe's tasks refuse a model without it.
    """
    described = _description(len(model.subgraphs[0].outputs), mean, deviation)
    entry = schema().MetadataT()
    entry.name, entry.buffer = b"TFLITE_METADATA", add_buffer(model, described)
    others = [old for old in model.metadata or [] if old.name != entry.name]
    model.metadata = [*others, entry]
    return model


def _description(outputs: int, mean: float, deviation: float) -> bytes:
    import flatbuffers

    made = metadata_schema()
    graph = made.SubGraphMetadataT()
    graph.inputTensorMetadata = [_picture_tensor(mean, deviation)]
    graph.outputTensorMetadata = [made.TensorMetadataT() for _ in range(outputs)]
    for number, output in enumerate(graph.outputTensorMetadata):
        output.name = f"output{number}".encode()
    model = made.ModelMetadataT()
    model.name, model.subgraphMetadata = b"model", [graph]
    builder = flatbuffers.Builder(256)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())


def _picture_tensor(mean: float, deviation: float) -> Any:  # noqa: ANN401  (generated, untyped)
    made = metadata_schema()
    options = made.NormalizationOptionsT()
    options.mean, options.std = [mean], [deviation]
    scaling = made.ProcessUnitT()
    scaling.optionsType, scaling.options = made.ProcessUnitOptions.NormalizationOptions, options
    picture = made.ImagePropertiesT()
    picture.colorSpace = made.ColorSpaceType.RGB
    content = made.ContentT()
    content.contentPropertiesType = made.ContentProperties.ImageProperties
    content.contentProperties = picture
    tensor = made.TensorMetadataT()
    tensor.name, tensor.content, tensor.processUnits = b"image", content, [scaling]
    return tensor
