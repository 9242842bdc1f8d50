"""The page's files: built by ``make frontend``, some of them compressed beforehand."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

FOLDER = Path(__file__).parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
# Names that change with their content: the builder's hashes, and MediaPipe's files under their version.
_LASTING = re.compile(r"(assets|vision-[\d.]+|api-docs-[\d.]+)/")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".wasm": "application/wasm",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, and the encodings that it lies beside in."""

    path: Path
    media_type: str
    lasts: bool
    encodings: dict[str, Path] = field(default_factory=dict)


class Assets:
    """Serve the page.

    Parameters
    ----------
    folder : Path
        Where it was built to. Its files are listed once: nothing else can be asked for, whatever a path says.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        endings = tuple(ending for _, ending in _ENCODINGS)
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in endings]
        self._assets = {path.relative_to(folder).as_posix(): _asset(path, folder) for path in files}

    def answer(self, request: Request) -> Response:
        """Return the file of this path; a path of the page's own is answered with the page."""
        name = request.url.path.lstrip("/")
        found = self._assets.get("api-docs.html" if name == "api/docs" else name)
        if found is None and "." not in name.rpartition("/")[2] and not _LASTING.match(name):
            found = self._assets.get("index.html")
            if found is None:
                return PlainTextResponse("The page has not been built yet; run: make frontend\n", 503)
        if found is None:
            return PlainTextResponse("There is nothing at this address.\n", 404)
        return _file(found, request.headers.get("accept-encoding", ""))


def _asset(path: Path, folder: Path) -> Asset:
    beside = {name: path.with_name(path.name + ending) for name, ending in _ENCODINGS}
    return Asset(
        path,
        _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        _LASTING.match(path.relative_to(folder).as_posix()) is not None,
        {name: file for name, file in beside.items() if file.exists()},
    )


def _file(found: Asset, accepted: str) -> Response:
    offered = {part.partition(";")[0].strip() for part in accepted.split(",")}
    chosen = next((name for name in found.encodings if name in offered), None)
    headers = {"cache-control": _FOREVER if found.lasts else "no-cache", "vary": "accept-encoding"}
    if chosen:
        headers["content-encoding"] = chosen
    path = found.encodings[chosen] if chosen else found.path
    return FileResponse(path, media_type=found.media_type, headers=headers)
