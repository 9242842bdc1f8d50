"""The catalogue of models: what can be built, out of which official files, with which hash."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Literal


class Model(StrEnum):
    """The models that Poise knows: three for bodies, one for hands, one for faces."""

    LITE = "lite"
    FULL = "full"
    HEAVY = "heavy"
    HAND = "hand"
    FACE = "face"

    @property
    def is_body(self) -> bool:
        """Whether the model finds bodies; only these come with or without the mask branch."""
        return self in (Model.LITE, Model.FULL, Model.HEAVY)


# What `make run` builds and the wheel holds; heavy is an addition.
DEFAULT_MODELS = (Model.LITE, Model.FULL, Model.HAND, Model.FACE)


@dataclass(frozen=True)
class Package:
    """A pinned package of a package client that holds official model files."""

    client: Literal["pip", "npm"]
    name: str
    version: str
    platform: str = ""
    python: str = ""


@dataclass(frozen=True)
class SourceFile:
    """One official file: where it lies in its package, and what it must be."""

    package: Package
    member: str
    sha256: str
    first_byte: int = 0
    last_byte: int | None = None


@dataclass(frozen=True)
class Bundle:
    """One finished bundle and its hash."""

    model: Model
    masks: bool
    sha256: str

    @property
    def file_name(self) -> str:
        """Name of the bundle's file."""
        kind = f"pose_landmarker_{self.model}" if self.model.is_body else f"{self.model}_landmarker"
        return f"{kind}{'_masks' if self.masks else ''}.task"


@cache
def source_files() -> dict[str, SourceFile]:
    """Return the official files by name, as sources.toml states them."""
    data = _data()
    packages = {name: Package(**entry) for name, entry in data["packages"].items()}
    return {
        name: SourceFile(**{**entry, "package": packages[entry["package"]]})
        for name, entry in data["files"].items()
    }


@cache
def bundles() -> tuple[Bundle, ...]:
    """Return every bundle that can be built."""
    return tuple(
        Bundle(Model(entry["model"]), entry.get("masks", False), entry["sha256"])
        for entry in _data()["bundles"]
    )


def bundle_of(model: Model, *, masks: bool = False) -> Bundle:
    """Return the bundle of a model; hands and faces have no masks, so `masks` changes nothing for them."""
    wanted = masks and model.is_body
    return next(bundle for bundle in bundles() if bundle.model is model and bundle.masks == wanted)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("sources.toml").read_text("utf-8"))
