"""Settings from the environment: ``POISE_*``, validated once, handed on as plain dataclasses."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated, TypeVar

import platformdirs
from pydantic import AfterValidator, Field, ValidationError, create_model
from pydantic_settings import BaseSettings, SettingsConfigDict

from poise.blobs.s3 import S3Options
from poise.errors import PoiseError
from poise.media.limits import MediaLimits

PREFIX = "POISE_"


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX)


Address = Annotated[str, AfterValidator(lambda text: text.strip().removesuffix("/"))]
"""A public address without the stroke at its end."""


class StudioSettings(_Settings):
    """Where a studio's data are and where it is reached: what the terminal needs beside a running studio.

    Parameters
    ----------
    data_dir : Path
        Where the embedded store keeps everything.
    mongodb_uri : str
        A MongoDB to keep everything in instead; empty for the embedded store.
    address : str
        The public address, for example ``https://studio.example.org``; empty where there is none.
    keep_original_days : float
        For how long the original of a film is kept where somebody asks for it; 0 for as long as its session.
    redis_url : str
        A Redis over which several servers and workers wake each other; empty for one machine.
    s3_bucket : str
        A bucket of S3 in which films are kept instead of in the data folder; empty for the folder.
    s3_endpoint, s3_region, s3_access_key, s3_secret_key, s3_prefix : str
        As in `S3Options`.
    """

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("poise", appauthor=False)) / "studio"
    )
    mongodb_uri: str = ""
    redis_url: str = Field(default="", repr=False)
    keep_original_days: float = Field(default=0.0, ge=0)
    s3_bucket: str = ""
    s3_endpoint: Address = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = Field(default="", repr=False)
    s3_secret_key: str = Field(default="", repr=False)
    s3_prefix: str = Field(default="", max_length=200, pattern=r"^([A-Za-z0-9_.-]+/)*$")
    address: Address = ""

    @property
    def s3(self) -> S3Options | None:
        """The bucket in which films are kept, None for the data folder."""
        if not self.s3_bucket:
            return None
        return S3Options(
            bucket=self.s3_bucket,
            endpoint=self.s3_endpoint,
            region=self.s3_region,
            access_key=self.s3_access_key,
            secret_key=self.s3_secret_key,
            prefix=self.s3_prefix,
        )


SomeSettings = TypeVar("SomeSettings", bound=BaseSettings)


def read_settings(model: type[SomeSettings]) -> SomeSettings:
    """Read settings from the environment.

    Raises
    ------
    PoiseError
        If one of them is wrong; the sentence names it.
    """
    try:
        return model()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise PoiseError(
            f"The setting {name} is {first['input']!r}, which cannot be: {first['msg']}."
        ) from error


# The names and defaults of the limits stand in one place, MediaLimits; this reads the same fields.
_LimitSettings = create_model(
    "_LimitSettings",
    __base__=_Settings,
    **{
        limit.name: (type(limit.default), Field(default=limit.default, gt=0)) for limit in fields(MediaLimits)
    },  # type: ignore[call-overload]  # the fields are known only when this runs
)


def media_limits() -> MediaLimits:
    """Read the limits on media from the environment.

    Raises
    ------
    PoiseError
        If a variable is no positive number; the sentence names it.

    Examples
    --------
    >>> media_limits().max_duration_s > 0
    True
    """
    try:
        chosen = _LimitSettings()
    except ValidationError as error:
        first = error.errors()[0]
        raise PoiseError(
            f"The setting {PREFIX}{str(first['loc'][0]).upper()} is {first['input']!r}, but must be a number "
            "greater than 0."
        ) from error
    return MediaLimits(**chosen.model_dump())
