"""The live socket: browsers send what they saw, the coach answers; docs/live-protocol.md is its contract."""

from poise.web.live.router import live_router
from poise.web.open_sockets import Hub

__all__ = ["Hub", "live_router"]
