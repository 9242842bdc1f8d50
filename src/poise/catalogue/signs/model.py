"""Read the models of letters and digits that `tools/train_letters.py` writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from poise.analysis.network import Network
from poise.analysis.signing.alphabet import Alphabet
from poise.analysis.signing.verify import Reference
from poise.errors import CatalogueError

_FOLDER = Path(__file__).parent
_WEIGHTS = ("mean", "scale", "hidden_weights", "hidden_bias", "output_weights", "output_bias")


@cache
def read_alphabet(name: str) -> Alphabet:
    """Return ``"letters"`` or ``"digits"`` of American fingerspelling.

    Raises
    ------
    CatalogueError
        If there is no such model.
    """
    path = _FOLDER / f"asl-{name}.npz"
    if not path.is_file():
        raise CatalogueError(f"there is no model of {name}: install Poise again.")
    with np.load(path, allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    weights = {key: arrays[key].astype(np.float64) for key in _WEIGHTS}
    return Alphabet(
        tuple(str(symbol) for symbol in arrays["symbols"]),
        Network(**weights, temperature=float(arrays["temperature"])),
        arrays["centres"].astype(np.float64),
        arrays["farthest"].astype(np.float64),
        float(arrays["threshold"]),
    )


@cache
def read_references(name: str) -> Mapping[str, tuple[Reference, ...]]:
    """Return the ways in which each symbol of ``"letters"`` or ``"digits"`` is shown, the charts' among them."""
    with np.load(_FOLDER / f"asl-{name}-references.npz", allow_pickle=False) as file:
        symbols, means, deviations = file["symbols"], file["means"], file["deviations"]
    found: dict[str, tuple[Reference, ...]] = {}
    for symbol, mean, deviation in zip(symbols, means, deviations, strict=True):
        one = Reference(mean.astype(np.float64), deviation.astype(np.float64))
        found[str(symbol)] = (*found.get(str(symbol), ()), one)
    return MappingProxyType(found)


def write_references(references: Mapping[str, Sequence[Reference]], path: Path) -> None:
    """Write what `read_references` reads."""
    rows = [(symbol, one.mean, one.deviation) for symbol, ways in references.items() for one in ways]
    np.savez_compressed(
        path,
        symbols=np.array([symbol for symbol, _, _ in rows]),
        means=np.array([mean for _, mean, _ in rows], dtype=np.float32),
        deviations=np.array([deviation for _, _, deviation in rows], dtype=np.float32),
    )


def write_alphabet(alphabet: Alphabet, path: Path) -> None:
    """Write what `read_alphabet` reads, in half precision."""
    weights = {key: getattr(alphabet.network, key).astype(np.float16) for key in _WEIGHTS}
    np.savez_compressed(
        path,
        symbols=np.array(alphabet.symbols),
        temperature=np.float32(alphabet.network.temperature),
        centres=alphabet.centres.astype(np.float16),
        farthest=alphabet.farthest.astype(np.float16),
        threshold=np.float32(alphabet.threshold),
        **weights,
    )
