"""A file that remembers what went wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, TypeVar

T = TypeVar("T")


class WatchedFile:
    """Passes everything on to `file` and keeps the first error of the operating system in `fault`.

    A multiplexer calls a file from within C and reports such errors as something else.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes."""
        return self._watch(lambda: self._file.read(size))

    def write(self, data: bytes) -> int:
        """Write all of `data`."""
        return self._watch(lambda: self._file.write(data))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in the file and return it."""
        return self._watch(lambda: self._file.seek(offset, whence))

    def tell(self) -> int:
        """Return the present place in the file."""
        return self._watch(self._file.tell)

    def flush(self) -> None:
        """Hand everything to the operating system; a full disc may show only here."""
        self._watch(self._file.flush)

    def _watch(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except OSError as error:
            self.fault = self.fault or error
            raise
