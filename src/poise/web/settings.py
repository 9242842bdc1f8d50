"""What an administrator sets for the web application, from the environment: ``POISE_*``."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from poise.errors import PoiseError
from poise.studio.settings import PREFIX


class SignUp(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class WebSettings(BaseSettings):
    """The settings of the web application; docs/self-hosting.md explains each.

    Parameters
    ----------
    sign_up : SignUp
        Who may make an account: everybody who reaches the studio, only who was invited, or nobody.
    data_dir : Path
        Where the embedded store keeps everything.
    mongodb_uri : str
        A MongoDB to keep everything in instead; empty for the embedded store.
    max_picture_bytes : int
        Size of an uploaded picture.
    max_comparisons : int
        How many comparisons are estimated at once; further ones wait.
    max_waiting : int
        How many may wait before "busy" is the answer.
    max_live : int
        How many may be coached at once.
    max_estimations : int
        For how many browsers, which cannot do it, the studio finds the body at once.
    max_account_mb : float
        How many megabytes (10^6 bytes) of sessions each account may keep.
    max_account_sessions : int
        How many sessions each account may keep.
    keep_deleted_days : float
        For how long something deleted can be taken back.
    keep_audit_days : float
        For how long it is kept who did what that matters for security, with names and addresses.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    sign_up: SignUp = SignUp.OPEN
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("poise", appauthor=False)) / "studio"
    )
    mongodb_uri: str = ""
    max_picture_bytes: int = Field(default=40 * 2**20, gt=0)
    max_comparisons: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), gt=0)
    max_waiting: int = Field(default=8, ge=0)
    max_live: int = Field(default=400, gt=0)
    max_estimations: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), ge=0)
    max_account_mb: float = Field(default=20_000.0, gt=0)
    max_account_sessions: int = Field(default=50_000, gt=0)
    keep_deleted_days: float = Field(default=30.0, gt=0)
    keep_audit_days: float = Field(default=365.0, gt=0)


def web_settings() -> WebSettings:
    """Read the settings.

    Raises
    ------
    PoiseError
        If one of them is wrong; the sentence names it.
    """
    try:
        return WebSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise PoiseError(
            f"The setting {name} is {first['input']!r}, which cannot be: {first['msg']}."
        ) from error
