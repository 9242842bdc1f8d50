"""Settings from the environment: ``POISE_*``, validated once, handed on as plain dataclasses."""

from __future__ import annotations

from dataclasses import fields

from pydantic import Field, ValidationError, create_model
from pydantic_settings import BaseSettings, SettingsConfigDict

from poise.errors import PoiseError
from poise.media.limits import MediaLimits

PREFIX = "POISE_"


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX)


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
