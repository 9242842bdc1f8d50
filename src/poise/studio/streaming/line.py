"""The line to the child that looks: pictures there, items back."""

from __future__ import annotations

import socket
import struct

ASKED = struct.Struct("<dI")  # time in seconds, bytes of the picture
ANSWERED = struct.Struct("<HHI")  # width and height in pixels, bytes of the item; 0 for what cannot be read


def receive(line: socket.socket, count: int) -> bytes:
    """Return exactly `count` bytes.

    Raises
    ------
    ConnectionError
        If the other side ends before.
    """
    parts: list[bytes] = []
    while count:
        part = line.recv(min(count, 1 << 16))
        if not part:
            raise ConnectionError("the other side ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
