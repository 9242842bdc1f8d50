"""What waits to be answered on a live socket: bounded, however fast somebody asks."""

from __future__ import annotations

from poise.web.live.messages import ErrorMessage, Pong, SummaryMessage

MAX_REPLIES = 16  # that wait to be sent; somebody who asks more often than he reads gets the newest

Reply = Pong | SummaryMessage | ErrorMessage


class Replies:
    """A queue of replies."""

    def __init__(self) -> None:
        self._waiting: list[Reply] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, reply: Reply) -> None:
        """Add a reply; of too many pongs the oldest goes, and what is said already is not said again."""
        if isinstance(reply, ErrorMessage) and reply in self._waiting:
            return
        pongs = [one for one in self._waiting if isinstance(one, Pong)]
        if isinstance(reply, Pong) and len(pongs) >= MAX_REPLIES:
            self._waiting.remove(pongs[0])
        self._waiting.append(reply)

    def take(self) -> Reply:
        """Take the oldest out."""
        return self._waiting.pop(0)
