"""Typed values as JSON and arrays, and back; what comes back is checked against its type and never executed.

The types are those of annotations: None, bool, int, float, str, bytes, paths, enums, tuples, mappings by word,
dataclasses, one of these or None, and arrays that are annotated with `ArrayOf`. It imports little: the guarded child
waits for it at its start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from poise.errors import PoiseError
from poise.isolation.wire import WireError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

_BYTES_DTYPE = "|u1"


@dataclass(frozen=True, init=False)
class ArrayOf:
    """What an annotated array must be: ``Annotated[FloatArray, ArrayOf("<f8", "frames", 33, 3)]``.

    Parameters
    ----------
    dtype : str
        NumPy's name of the type, little-endian.
    shape : tuple of int or str
        One entry per dimension; a word stands for any length, the same one wherever it stands in the dataclass.
    """

    dtype: str
    shape: tuple[int | str, ...]

    def __init__(self, dtype: str, *shape: int | str) -> None:
        object.__setattr__(self, "dtype", dtype)
        object.__setattr__(self, "shape", shape)


def encode(value: object, type_: Any, arrays: Arrays, name: str = "") -> Any:  # noqa: ANN401  (types and JSON)
    """Return a value as JSON values; its arrays are added to `arrays` by the names of their fields.

    Raises
    ------
    TypeError
        If the value is not of its type, or the type is none that can cross.
    """
    return _encoder(type_)(value, _Place(name, arrays))


def decode(content: object, type_: Any, arrays: Mapping[str, NDArray[Any]], name: str = "") -> Any:  # noqa: ANN401
    """Return what `encode` made of a value, if this is it.

    Raises
    ------
    WireError
        If anything is not of its type or shape.
    """
    return _decoder(type_)(content, _Place(name, dict(arrays)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a value something stands, the arrays beside it, and the lengths that words stand for there."""

    name: str
    arrays: Arrays
    lengths: dict[str, int] = field(default_factory=dict)

    def at(self, part: object) -> str:
        return f"{self.name}.{part}" if self.name else str(part)

    def of(self, part: object) -> _Place:
        """Return the place of an item; the lengths of a dataclass hold also for the tuples in it."""
        return _Place(self.at(part), self.arrays, self.lengths)

    def inside(self) -> _Place:
        """Return the place of a dataclass, whose words stand for lengths of its own."""
        return _Place(self.name, self.arrays)


_Step = Callable[[Any, _Place], Any]


@cache
def _steps_of(type_: Any) -> tuple[_Step, _Step]:  # noqa: ANN401, PLR0911  (one return for each kind of type)
    """Return how values of a type are written and read."""
    origin, parts = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _array_steps(next(part for part in parts if isinstance(part, ArrayOf)))
    if origin in (Union, UnionType) and NoneType in parts and len(parts) == 2:
        return _optional_steps(next(part for part in parts if part is not NoneType))
    if origin is tuple:
        return _row_steps(parts[0]) if parts[1:] == (...,) else _tuple_steps(parts)
    if origin in (dict, Mapping) and parts[0] is str:
        return _mapping_steps(parts[1])
    if type_ is bytes:
        return _bytes_steps()
    if type_ in (NoneType, None, bool, int, float, str):
        return _plain_steps(type_)
    if isinstance(type_, type) and issubclass(type_, Enum):
        return _steps(type_, lambda value: value.value, type_)
    if isinstance(type_, type) and issubclass(type_, Path):
        return _steps(Path, str, lambda content: Path(_expect(content, str)))
    if is_dataclass(type_) and isinstance(type_, type):
        return _dataclass_steps(type_)
    raise TypeError(f"a value of {type_} cannot cross to or from the guarded child")


def _encoder(type_: Any) -> _Step:  # noqa: ANN401
    return _steps_of(type_)[0]


def _decoder(type_: Any) -> _Step:  # noqa: ANN401
    return _steps_of(type_)[1]


def _steps(type_: type, write: Callable[[Any], Any], read: Callable[[Any], Any]) -> tuple[_Step, _Step]:
    def encode_one(value: Any, place: _Place) -> Any:  # noqa: ANN401
        if not isinstance(value, type_):
            raise TypeError(f"{place.name or 'the value'} is {type(value).__name__} and not {type_.__name__}")
        return write(value)

    def decode_one(content: Any, place: _Place) -> Any:  # noqa: ANN401
        try:
            return read(content)
        except (TypeError, ValueError, OverflowError) as error:
            raise WireError(f"{place.name or 'the value'}: {error}") from error

    return encode_one, decode_one


def _expect(content: object, *types: type) -> Any:  # noqa: ANN401
    # type() and not isinstance(): True is no number.
    if type(content) not in types:
        raise TypeError(f"{type(content).__name__} instead of {types[0].__name__}")
    return content


def _plain_steps(type_: Any) -> tuple[_Step, _Step]:  # noqa: ANN401
    if type_ in (None, NoneType):
        return _steps(NoneType, lambda _: None, lambda content: _expect(content, NoneType))
    if type_ is float:
        return _encode_number, _steps(float, float, lambda content: float(_expect(content, float, int)))[1]
    return _steps(type_, type_, lambda content: _expect(content, type_))


def _encode_number(value: Any, place: _Place) -> float:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, float | int):
        raise TypeError(f"{place.name or 'the value'} is {type(value).__name__} and not float")
    return float(value)


def _optional_steps(type_: Any) -> tuple[_Step, _Step]:  # noqa: ANN401
    write, read = _encoder(type_), _decoder(type_)
    return (
        lambda value, place: None if value is None else write(value, place),
        lambda content, place: None if content is None else read(content, place),
    )


def _row_steps(type_: Any) -> tuple[_Step, _Step]:  # noqa: ANN401
    write, read = _encoder(type_), _decoder(type_)
    return (
        lambda value, place: [write(one, place.of(index)) for index, one in enumerate(value)],
        lambda content, place: tuple(
            read(one, place.of(index)) for index, one in enumerate(_part(content, list, place))
        ),
    )


def _tuple_steps(types: tuple[Any, ...]) -> tuple[_Step, _Step]:
    writes, reads = [_encoder(type_) for type_ in types], [_decoder(type_) for type_ in types]

    def encode_all(value: Any, place: _Place) -> list[Any]:  # noqa: ANN401
        pairs = enumerate(zip(writes, value, strict=True))
        return [write(one, place.of(index)) for index, (write, one) in pairs]

    def decode_all(content: Any, place: _Place) -> tuple[Any, ...]:  # noqa: ANN401
        if len(_part(content, list, place)) != len(types):
            raise WireError(f"{place.name or 'the value'} does not have {len(types)} parts")
        pairs = enumerate(zip(reads, content, strict=True))
        return tuple(read(one, place.of(index)) for index, (read, one) in pairs)

    return encode_all, decode_all


def _mapping_steps(type_: Any) -> tuple[_Step, _Step]:  # noqa: ANN401
    write, read = _encoder(type_), _decoder(type_)
    return (
        lambda value, place: {str(key): write(one, place.of(key)) for key, one in value.items()},
        lambda content, place: {
            key: read(one, place.of(key)) for key, one in _part(content, dict, place).items()
        },
    )


def _dataclass_steps(type_: type[Any]) -> tuple[_Step, _Step]:
    hints = get_type_hints(type_, include_extras=True)
    names = [each.name for each in fields(type_) if each.init]
    writes = {name: _encoder(hints[name]) for name in names}
    reads = {name: _decoder(hints[name]) for name in names}

    def encode_all(value: Any, place: _Place) -> dict[str, Any]:  # noqa: ANN401
        if not isinstance(value, type_):
            raise TypeError(f"{place.name or 'the value'} is {type(value).__name__} and not {type_.__name__}")
        inside = place.inside()
        return {name: write(getattr(value, name), inside.of(name)) for name, write in writes.items()}

    def decode_all(content: Any, place: _Place) -> Any:  # noqa: ANN401
        if _part(content, dict, place).keys() != reads.keys():
            raise WireError(f"{place.name or 'the value'} does not have the fields of {type_.__name__}")
        inside = place.inside()
        known = {name: read(content[name], inside.of(name)) for name, read in reads.items()}
        try:
            return type_(**known)
        except (ValueError, PoiseError) as error:
            raise WireError(f"{place.name or 'the value'}: {error}") from error

    return encode_all, decode_all


def _part(content: object, type_: type, place: _Place) -> Any:  # noqa: ANN401
    if type(content) is not type_:
        raise WireError(
            f"{place.name or 'the value'} is {type(content).__name__} instead of {type_.__name__}"
        )
    return content


def _array_steps(wanted: ArrayOf) -> tuple[_Step, _Step]:
    def encode_one(value: Any, place: _Place) -> str:  # noqa: ANN401
        import numpy as np

        array = np.asarray(value)
        _check_array(array.dtype.newbyteorder("<").str, array.shape, wanted, place, TypeError)
        if place.name in place.arrays:
            raise TypeError(f"there are two arrays named {place.name}")
        place.arrays[place.name] = array
        return place.name

    def decode_one(content: Any, place: _Place) -> NDArray[Any]:  # noqa: ANN401
        array = place.arrays.get(_part(content, str, place))
        if array is None:
            raise WireError(f"{place.name or 'the value'} is no array that was sent")
        _check_array(array.dtype.str, array.shape, wanted, place, WireError)
        return array

    return encode_one, decode_one


def _check_array(
    dtype: str, shape: tuple[int, ...], wanted: ArrayOf, place: _Place, fault: type[Exception]
) -> None:
    if dtype != wanted.dtype or len(shape) != len(wanted.shape):
        raise fault(f"{place.name or 'the value'} is of type {dtype} and shape {shape}, not {wanted}")
    for length, named in zip(shape, wanted.shape, strict=True):
        expected = named if isinstance(named, int) else place.lengths.setdefault(named, length)
        if length != expected:
            raise fault(f"{place.name or 'the value'} has the shape {shape}, not {wanted.shape}")


def _bytes_steps() -> tuple[_Step, _Step]:
    write, read = _array_steps(ArrayOf(_BYTES_DTYPE, "bytes"))

    def encode_one(value: Any, place: _Place) -> Any:  # noqa: ANN401
        import numpy as np

        return write(np.frombuffer(value, np.uint8), _Place(place.name, place.arrays))

    def decode_one(content: Any, place: _Place) -> bytes:  # noqa: ANN401
        data: bytes = read(content, _Place(place.name, place.arrays)).tobytes()
        return data

    return encode_one, decode_one
