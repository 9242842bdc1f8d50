"""What an administrator sets for the web application, from the environment: ``POISE_*``."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from poise.studio.settings import Address, StudioSettings, read_settings
from poise.web.edge.hosts import HostPort
from poise.web.edge.origins import Origin
from poise.web.edge.proxies import LOOPBACK, TrustedProxies


class SignUp(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


def _checked_address(text: str) -> str:
    if text and Origin.parse(text) is None:
        raise ValueError("give scheme and host alone, for example https://studio.example.org")
    return text


def _checked_hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        place = HostPort.parse(name.removeprefix("*."))
        if place is None or place.port is not None:
            raise ValueError("give host names without scheme and port, for example studio.example.org")
    return names


def _checked_networks(networks: tuple[str, ...]) -> tuple[str, ...]:
    TrustedProxies(networks)  # names the one that is neither an address nor a network
    return networks


def _split(text: object) -> object:
    return tuple(text.replace(",", " ").split()) if isinstance(text, str) else text


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Several names in one environment variable, with commas or spaces between them."""


class WebSettings(StudioSettings):
    """The settings of the web application; docs/self-hosting.md explains each.

    Parameters
    ----------
    sign_up : SignUp
        Who may make an account: everybody who reaches the studio, only who was invited, or nobody.
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
    workers : int
        How many processes beside the server analyse films; 0 where `poise worker` does so elsewhere.
    max_account_mb : float
        How many megabytes (10^6 bytes) of sessions and films each account may keep.
    max_upload_mb : float
        How many megabytes (10^6 bytes) an uploaded film may have.
    max_account_sessions : int
        How many sessions each account may keep.
    keep_deleted_days : float
        For how long something deleted can be taken back.
    keep_audit_days : float
        For how long it is kept who did what that matters for security, with names and addresses.
    keep_jobs_days : float
        For how long a job that has ended stays in the list.
    address : str
        As in `StudioSettings`; here it must also be one that browsers send as an origin.
    allowed_hosts : tuple of str
        Further names that are answered to.
    trusted_proxies : tuple of str or None
        Addresses and networks of proxies that are believed; None for the usual ones.
    max_connections : int
        How many connections may be open at once.
    max_connections_per_address : int
        How many of one address that is no proxy.
    """

    sign_up: SignUp = SignUp.OPEN
    max_picture_bytes: int = Field(default=40 * 2**20, gt=0)
    max_comparisons: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), gt=0)
    max_waiting: int = Field(default=8, ge=0)
    max_live: int = Field(default=400, gt=0)
    max_estimations: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), ge=0)
    workers: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), ge=0, le=64)
    max_account_mb: float = Field(default=20_000.0, gt=0)
    max_upload_mb: float = Field(default=4_000.0, gt=0)
    max_account_sessions: int = Field(default=50_000, gt=0)
    keep_deleted_days: float = Field(default=30.0, gt=0)
    keep_audit_days: float = Field(default=365.0, gt=0)
    keep_jobs_days: float = Field(default=30.0, gt=0)
    address: Annotated[Address, AfterValidator(_checked_address)] = ""
    allowed_hosts: Annotated[Names, AfterValidator(_checked_hosts)] = ()
    trusted_proxies: Annotated[Names, AfterValidator(_checked_networks)] | None = None
    max_connections: int = Field(default=2000, gt=0)
    max_connections_per_address: int = Field(default=100, gt=0)

    @property
    def origin(self) -> Origin | None:
        """The public address as an origin, None where it is not set."""
        return Origin.parse(self.address)

    @property
    def max_upload_bytes(self) -> int:
        """How many bytes an uploaded film may have."""
        return int(self.max_upload_mb * 1e6)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that are answered to, beside this machine's own."""
        return (*self.allowed_hosts, self.origin.host) if self.origin else self.allowed_hosts

    @property
    def proxies(self) -> TrustedProxies:
        """The proxies that are believed.

        Unless they are set, those on this machine are, once a name was set that only a proxy can be asked for. A
        studio without one has no proxy, and its neighbours on the machine could write whatever they like.
        """
        usual = LOOPBACK if self.hosts else ()
        return TrustedProxies(usual if self.trusted_proxies is None else self.trusted_proxies)


def web_settings() -> WebSettings:
    """Read the settings.

    Raises
    ------
    PoiseError
        If one of them is wrong; the sentence names it.
    """
    return read_settings(WebSettings)
