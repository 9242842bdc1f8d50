"""A client of the protocol tus, as bare as possible."""

from __future__ import annotations

import base64
from typing import Any

from httpx2 import Response
from tests.web.browser import Browser

BODY_TYPE = "application/offset+octet-stream"
HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"


def film(size: int = 10_000) -> bytes:
    """Return bytes that begin as a film does, no two blocks of them alike."""
    return (HEAD + b"".join(number.to_bytes(8, "big") for number in range(size // 8)))[:size]


def metadata(**values: str) -> str:
    """Write a header of metadata."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}".strip() for key, value in values.items()
    )


class Tus:
    """Send films as one person."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
        """Send a request of the protocol."""
        return self.browser.ask(method, path, headers={"tus-resumable": "1.0.0", **(headers or {})}, **more)

    def create(self, size: int, name: str = "squat.mp4", **values: str) -> Response:
        """Announce a file."""
        given = metadata(filename=name, **values)
        return self.ask("POST", "/v1/uploads", {"upload-length": str(size), "upload-metadata": given})

    def begin(self, size: int, name: str = "squat.mp4", **values: str) -> str:
        """Announce a file and return the upload's identifier."""
        answer = self.create(size, name, **values)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"].rpartition("/")[2])

    def send(self, upload: str, offset: int, data: Any, headers: dict[str, str] | None = None) -> Response:
        """Send bytes."""
        given = {"upload-offset": str(offset), "content-type": BODY_TYPE, **(headers or {})}
        return self.ask("PATCH", f"/v1/uploads/{upload}", given, content=data)

    def offset(self, upload: str) -> int:
        """Ask how many bytes are there."""
        answer = self.ask("HEAD", f"/v1/uploads/{upload}")
        assert answer.status_code == 200
        return int(answer.headers["upload-offset"])

    def upload(self, data: bytes, name: str = "squat.mp4") -> str:
        """Send a whole file and return the upload's identifier."""
        upload = self.begin(len(data), name)
        assert self.send(upload, 0, data).status_code == 204
        return upload
