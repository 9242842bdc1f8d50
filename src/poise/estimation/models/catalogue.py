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
    sha256: str
    platform: str = ""
    python: str = ""

    @property
    def title(self) -> str:
        """Name and version, as a sentence says them."""
        return f"{self.name} {self.version}"

    @property
    def file_name(self) -> str:
        """Name of the archive that is kept; the same on every machine, whatever the client calls it."""
        suffix = ".whl" if self.client == "pip" else ".tgz"
        return f"{self.name.replace('/', '-').lstrip('@')}-{self.version}{suffix}"


@dataclass(frozen=True)
class SourceFile:
    """One official file: where it lies in its package, and what it must be.

    Parameters
    ----------
    package : Package
        Where it comes from.
    member : str
        Its path in the package's archive.
    sha256 : str
        Of the file, or of the part of it that is taken.
    first_byte, end_byte : int
        The part of the member that is taken, the end excluded; all of it by default.
    """

    package: Package
    member: str
    sha256: str
    first_byte: int = 0
    end_byte: int | None = None


@dataclass(frozen=True)
class Bundle:
    """One finished bundle and what it must be."""

    model: Model
    masks: bool
    sha256: str
    size_bytes: int

    @property
    def title(self) -> str:
        """How a sentence calls it."""
        return f"{self.model}{' + masks' if self.masks else ''}"

    @property
    def kind(self) -> Literal["cut", "stock"]:
        """Whether the mask branch was cut out; hands and faces have none."""
        return "cut" if self.model.is_body and not self.masks else "stock"

    @property
    def licence(self) -> str:
        """The licence of the official files in it, as SPDX names it."""
        return str(_data()["licence"])

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
        Bundle(Model(entry["model"]), entry.get("masks", False), entry["sha256"], entry["size_bytes"])
        for entry in _data()["bundles"]
    )


def bundle_of(model: Model, *, masks: bool = False) -> Bundle:
    """Return the bundle of a model; hands and faces have no masks, so `masks` changes nothing for them."""
    wanted = masks and model.is_body
    return next(bundle for bundle in bundles() if bundle.model is model and bundle.masks == wanted)


def writer() -> dict[str, str]:
    """Return the releases of the libraries whose bytes the hashes of the bundles belong to."""
    return dict(_data()["writer"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("sources.toml").read_text("utf-8"))
