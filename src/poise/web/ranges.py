"""Ranges of bytes in requests (RFC 9110, section 14), as players ask for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

_ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from `start` up to, but without, `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many bytes they are."""
        return self.stop - self.start

    def content_range(self, size: int) -> str:
        """Return the header that says which part of `size` bytes these are."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


def requested_range(request: Request, size: int, etag: str) -> ByteRange | None:
    """Return the range that a request asks for, None for the whole.

    What is no single range is answered with the whole, as is one whose `If-Range` names another version.

    Parameters
    ----------
    request : Request
        Of a GET or HEAD.
    size : int
        Of the whole in bytes.
    etag : str
        The version that is there, in quotes.

    Raises
    ------
    HTTPException
        416 if there is no byte in the range.
    """
    found = _ONE_RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None or request.headers.get("if-range", etag) != etag:
        return None
    first, last, suffix = found.groups()
    start = max(0, size - int(suffix)) if suffix else int(first)
    stop = size if suffix or not last else min(size, int(last) + 1)
    if first and last and int(last) < int(first):
        return None  # no valid range
    if start >= stop:
        raise HTTPException(416, "The film has no bytes in this range.", {"content-range": f"bytes */{size}"})
    return ByteRange(start, stop)


def is_not_modified(request: Request, etag: str) -> bool:
    """Whether the client has this version already."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in given.split(",")]
