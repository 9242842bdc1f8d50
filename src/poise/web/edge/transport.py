"""What is written to a client, counted, so that one who does not read is noticed."""

from __future__ import annotations

import asyncio
from typing import Any

UNREAD_S = 30.0  # in which a client has to take some of what waits for it
_MIN_READ_BYTES = 16 * 1024  # of it, in that time
MAX_UNREAD_BYTES = 2**20  # of answers that flow control does not hold back


class CountedTransport(asyncio.Transport):
    """A transport that knows whether its client reads.

    Parameters
    ----------
    transport : asyncio.Transport
        Everything is passed on to it.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._written = self._mark = 0
        self._marked_at: float | None = None

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        """Write and count; what comes after the end is dropped, which uvloop would raise an error for."""
        if self._transport.is_closing():
            return
        self._written += len(data)
        self._transport.write(data)

    def is_unread(self, now: float) -> bool:
        """Whether the client took too little of what waits for it, for too long."""
        waiting = self.get_write_buffer_size()
        read = self._written - waiting
        if not waiting:
            self._marked_at = None
        elif self._marked_at is None or read >= self._mark + _MIN_READ_BYTES:
            self._mark, self._marked_at = read, now
        return self._marked_at is not None and now - self._marked_at >= UNREAD_S

    # The rest is the inner transport's; asyncio.Transport defines each of them, so __getattr__ would not be asked.

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait for the client."""
        return self._transport.get_write_buffer_size()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """Return the low and high marks of flow control, in bytes."""
        return self._transport.get_write_buffer_limits()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Set the marks of flow control, in bytes."""
        self._transport.set_write_buffer_limits(high, low)

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return what is known of the connection."""
        return self._transport.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand what comes to another protocol."""
        self._transport.set_protocol(protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return to whom is handed what comes."""
        return self._transport.get_protocol()

    def is_reading(self) -> bool:
        """Whether what comes is read."""
        return self._transport.is_reading()

    def pause_reading(self) -> None:
        """Let the client wait."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self._transport.resume_reading()

    def can_write_eof(self) -> bool:
        """Whether the writing side can be closed alone."""
        return self._transport.can_write_eof()

    def write_eof(self) -> None:
        """Close the writing side."""
        self._transport.write_eof()

    def is_closing(self) -> bool:
        """Whether it is closed or about to be."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Close when all is written."""
        self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()
