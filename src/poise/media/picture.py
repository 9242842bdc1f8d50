"""Pictures in: any common format becomes upright 8-bit RGB."""

from __future__ import annotations

import io
import mmap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from poise.errors import DamagedMedia, MediaTooLarge, MissingExtra, PoiseError
from poise.media.jpeg_scans import MAX_SCANS, has_too_many_scans
from poise.media.kinds import PictureFormat, picture_format, require_size
from poise.media.limits import MediaLimits

if TYPE_CHECKING:
    from PIL import Image

# EXIF tag 0x0112 (Exif 2.32, section 4.6.4).
_ORIENTATION = 0x0112


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """One picture, the way up that it was taken.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        RGB (sRGB), row by row from the top; contiguous.
    """

    pixels: NDArray[np.uint8]

    @property
    def image_size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]


def read_picture(path: str | Path, limits: MediaLimits | None = None) -> Picture:
    """Read a picture, turn it upright and make it RGB; of an animation, the first frame.

    What is transparent becomes white; 16 bits become 8; a colour profile is applied.

    Parameters
    ----------
    path : path
        JPEG, PNG, WebP, AVIF, GIF, or HEIC where the extra ``heic`` is installed; the content decides, not
        the name.
    limits : MediaLimits, optional
        Bounds on bytes and pixels.

    Raises
    ------
    MediaNotFound, UnsupportedMedia
        If there is no picture at `path`.
    DamagedMedia
        If it cannot be decoded to its end.
    MediaTooLarge
        If it has too many bytes or pixels; decoding is not begun.
    MissingExtra
        If it is HEIC and the extra is not installed.
    """
    path, limits = Path(path), limits or MediaLimits()
    found = picture_format(path)
    require_size(path, min(limits.max_bytes, limits.max_picture_bytes))
    if found is PictureFormat.JPEG:
        _require_few_scans(path)
    with _opened(path, found, limits) as image:
        return Picture(_upright_rgb(image))


@contextmanager
def _opened(path: Path, found: PictureFormat, limits: MediaLimits) -> Iterator[Image.Image]:
    from PIL import Image

    _load_plugin(path, found)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Odd descriptions and additional pictures do not harm the first picture.
        warnings.filterwarnings("ignore", message=".*malformed MPO|Corrupt EXIF|Invalid APNG")
        try:
            with Image.open(path, formats=(found.value,)) as image:
                _require_pixels(path, image.size, limits)
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large(path, None, limits) from error
        except PoiseError:
            raise
        except (ArithmeticError, MemoryError) as error:
            # Pictures within the limits need no more memory than the process has.
            raise DamagedMedia(
                f"{path.name} is damaged: it states impossible figures; please copy it again."
            ) from error
        except Exception as error:
            # Pillow's decoders raise nearly anything on damaged files.
            raise DamagedMedia(
                f"{path.name} is damaged and cannot be read to its end; please export or copy it again."
            ) from error


def _require_few_scans(path: Path) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if has_too_many_scans(data):
            raise DamagedMedia(
                f"{path.name} has more than {MAX_SCANS} scans, which no camera writes; it is damaged or malicious, so "
                "please save it again in a picture editor."
            )


def _load_plugin(path: Path, found: PictureFormat) -> None:
    if found is not PictureFormat.HEIC:
        return
    try:
        import pillow_heif
    except ImportError as error:
        raise MissingExtra(
            f"{path.name} is a HEIC picture; install what reads it with: python -m pip install 'pillow-heif>=1.1'"
        ) from error
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _require_pixels(path: Path, size: tuple[int, int], limits: MediaLimits) -> None:
    if min(size) < 1:
        raise DamagedMedia(f"{path.name} is damaged: it claims to have no pixels.")
    if size[0] * size[1] > limits.max_picture_pixels or max(size) > limits.max_picture_side:
        raise _too_large(path, size, limits)


def _too_large(path: Path, size: tuple[int, int] | None, limits: MediaLimits) -> MediaTooLarge:
    most = (
        f"at most {limits.max_picture_pixels / 1e6:.0f} million pixels and {limits.max_picture_side} on a side are "
        "read, so please make it smaller."
    )
    if size is None:
        return MediaTooLarge(f"{path.name} has too many pixels; {most}")
    return MediaTooLarge(f"{path.name} has {size[0]} x {size[1]} pixels; {most}")


def _upright_rgb(image: Image.Image) -> NDArray[np.uint8]:
    from PIL import Image

    orientation = _orientation(image)
    image.load()
    # The values of the EXIF tag and the turns that undo them.
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    rgb = _rgb(image)
    upright = rgb.transpose(turn) if turn is not None else rgb
    return np.array(upright, dtype=np.uint8, order="C")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, RuntimeError, Warning):
        # Damage in the description must not cost the picture.
        return 1


def _rgb(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return _in_srgb(image) or image.convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    from PIL import Image

    # 65535 / 257 = 255; Pillow's own conversion would clip at 255.
    grey = (np.clip(np.asarray(image), 0, 65535) // 257).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image | None:
    """Apply the picture's colour profile; None if it has none that can be used."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "L", "CMYK"):
        return None
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return None
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # A broken profile shifts colours a little; a refused picture helps nobody.
        return None
    return cast("Image.Image", converted)
