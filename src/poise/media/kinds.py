"""What a file is, by its content and never by its name."""

from __future__ import annotations

import codecs
import os
from enum import Enum
from pathlib import Path

from poise.errors import MediaError, MediaNotFound, MediaTooLarge, UnsupportedMedia
from poise.media.limits import readable_bytes

# Enough for the signatures below and for the list of brands that an ISO base media file begins with.
_HEAD_BYTES = 512

PICTURES = "JPEG, PNG, WebP, AVIF, GIF or HEIC"
VIDEOS = "mp4, mov, mkv, webm or avi"


class MediaKind(Enum):
    """The kinds of files that Poise reads."""

    PICTURE = "picture"
    VIDEO = "video"
    RECORDING = "recording"
    TRACK = "track"


class PictureFormat(Enum):
    """The formats of pictures, under the names by which Pillow knows them."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    AVIF = "AVIF"
    GIF = "GIF"
    HEIC = "HEIF"


def media_kind(path: str | Path) -> MediaKind:
    """Say what the file at `path` is.

    Raises
    ------
    MediaNotFound
        If there is no such file.
    UnsupportedMedia
        If it is empty, a folder, or of no kind that Poise reads.
    """
    path = Path(path)
    head = _head(path)
    kind = _kind(head)
    if kind is None:
        raise UnsupportedMedia(_refusal(path.name, head))
    return kind


def picture_format(path: Path) -> PictureFormat:
    """Say which picture format the file at `path` has.

    Raises
    ------
    MediaNotFound, UnsupportedMedia
        As `media_kind`; also if the file is no picture.
    """
    head = _head(path)
    found = _picture_format(head)
    if found is None:
        raise UnsupportedMedia(
            f"{path.name} is not a picture; Poise reads {PICTURES}."
            if _kind(head)
            else _refusal(path.name, head)
        )
    return found


def require_video(path: Path) -> None:
    """Refuse a file that is not a video container.

    Raises
    ------
    MediaNotFound, UnsupportedMedia
        As `media_kind`; also if the file is something else.
    """
    head = _head(path)
    kind = _kind(head)
    if kind is not MediaKind.VIDEO:
        raise UnsupportedMedia(
            f"{path.name} is not a video; Poise reads {VIDEOS}." if kind else _refusal(path.name, head)
        )


def require_film(name: str, head: bytes) -> None:
    """Refuse first bytes that are neither of a video nor of a recording.

    Parameters
    ----------
    name : str
        What the file is called in the sentence.
    head : bytes
        At least its first 512 bytes, or all of a shorter file.

    Raises
    ------
    UnsupportedMedia
        If they are of something else.
    """
    kind = _kind(head)
    if kind not in {MediaKind.VIDEO, MediaKind.RECORDING}:
        raise UnsupportedMedia(
            f"{name} is not a video; Poise reads {VIDEOS}." if kind else _refusal(name, head[:_HEAD_BYTES])
        )


def video_media_type(head: bytes) -> str:
    """Return the media type (RFC 6838) of a video by its first bytes, of anything else that of mere bytes.

    Examples
    --------
    >>> video_media_type(bytes([0, 0, 0, 20]) + b"ftypisom")
    'video/mp4'
    """
    if not _is_video(head) or _picture_format(head):
        return "application/octet-stream"
    if head.startswith(b"RIFF"):
        return "video/x-msvideo"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    return "video/mp4" if head[4:8] == b"ftyp" and head[8:12] != b"qt  " else "video/quicktime"


def require_size(path: Path, max_bytes: int) -> None:
    """Refuse a file of more bytes than allowed.

    Raises
    ------
    MediaTooLarge
        If it is larger.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise MediaTooLarge(
            f"{path.name} has {readable_bytes(size)}; at most {readable_bytes(max_bytes)} are read, "
            "so please shorten or compress it."
        )


def find_media(path: str | Path, *, recursive: bool = False) -> list[Path]:
    """List the pictures and videos in a folder, sorted by name; a file stands for itself.

    Hidden files, and files of other kinds, are passed over.

    Raises
    ------
    MediaNotFound
        If there is no such folder or file, or nothing in the folder is a picture or a video.
    """
    path = Path(path)
    if not path.is_dir():
        media_kind(path)
        return [path]
    candidates = sorted(path.rglob("*") if recursive else path.iterdir())
    found = [file for file in candidates if not file.name.startswith(".") and _is_picture_or_video(file)]
    if not found:
        raise MediaNotFound(
            f"There is no picture or video in the folder {path}; Poise reads {PICTURES}, {VIDEOS}."
        )
    return found


def _is_picture_or_video(path: Path) -> bool:
    try:
        return _kind(_head(path)) in (MediaKind.PICTURE, MediaKind.VIDEO)
    except MediaError:
        return False


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnsupportedMedia(f"{path} is a folder; please name a file in it.")
        if not path.is_file():
            # A named pipe or a device would make the reader wait for ever.
            reason = "is neither a file nor a folder" if path.exists() else "does not exist"
            raise MediaNotFound(f"{path} {reason}; please check the name.")
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise MediaNotFound(
            f"{path} cannot be opened ({reason}); please check its name and rights."
        ) from error


def _kind(head: bytes) -> MediaKind | None:
    if _picture_format(head):
        return MediaKind.PICTURE
    if _is_video(head):
        return MediaKind.VIDEO
    if head.startswith(RECORDING_SIGNATURE):
        return MediaKind.RECORDING
    if head.startswith(b"PK\x03\x04") and b".npy" in head:
        return MediaKind.TRACK
    return None


# The first bytes of a recording, see docs/recording-format.md.
RECORDING_SIGNATURE = b"\x89POISE"

_PICTURE_SIGNATURES = (
    (b"\xff\xd8\xff", PictureFormat.JPEG),
    (b"\x89PNG\r\n\x1a\n", PictureFormat.PNG),
    (b"GIF87a", PictureFormat.GIF),
    (b"GIF89a", PictureFormat.GIF),
)
# Brands of ISO base media files (ISO/IEC 23008-12, AV1 image file format) that hold pictures.
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# QuickTime files older than the brands begin with one of these boxes.
_QUICKTIME_BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


def _picture_format(head: bytes) -> PictureFormat | None:
    for signature, found in _PICTURE_SIGNATURES:
        if head.startswith(signature):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PictureFormat.WEBP
    return _picture_format_by_brand(head) if head[4:8] == b"ftyp" else None


def _picture_format_by_brand(head: bytes) -> PictureFormat | None:
    end = min(len(head), int.from_bytes(head[:4], "big"))
    major, compatible = head[8:12], {head[at : at + 4] for at in range(16, end - 3, 4)}
    if major in _AVIF_BRANDS:
        return PictureFormat.AVIF
    if major not in _HEIC_BRANDS:
        return None
    # The general picture brands are used by both; then the list of compatible brands decides.
    is_general = major in (b"mif1", b"msf1")
    return PictureFormat.AVIF if is_general and compatible & _AVIF_BRANDS else PictureFormat.HEIC


def _is_video(head: bytes) -> bool:
    return (
        head[4:8] == b"ftyp"
        or head[4:8] in _QUICKTIME_BOXES
        or head.startswith(b"\x1a\x45\xdf\xa3")
        or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")
    )


def _refusal(name: str, head: bytes) -> str:
    reads = f"Poise reads pictures ({PICTURES}) and videos ({VIDEOS})."
    if not head:
        return f"{name} is empty; please export or copy it again."
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"#extm3u", b"ffconcat", b"[playlist]")):
        return f"{name} is a playlist, which only names other files; please give the video itself."
    if b"<svg" in start:
        return f"{name} is an SVG drawing; please save it as PNG first."
    if _is_text(head):
        return f"{name} is a text, not a picture or a video; {reads}"
    return f"{name} is of a kind that Poise does not read; {reads}"


def _is_text(head: bytes) -> bool:
    control = set(range(32)) - set(b"\t\n\r\f\x1b")
    try:
        # Incrementally, for the head may end within a letter.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not control.intersection(head)
