"""What runs inside the guarded child process to make a picture fit to be kept: upright, small, without metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from numpy.typing import NDArray

from poise.media.limits import MediaLimits

_LONGEST_PX = 1600
_QUALITY = 85


def keepable_picture(
    request: Mapping[str, Any],
    _progress: Callable[[Mapping[str, Any]], None],
    outputs: Mapping[str, BinaryIO],
    limits: MediaLimits,
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Write the picture ``request["media"]`` as JPEG; place, time and camera, which files tell, are left behind."""
    from PIL import Image

    from poise.isolation.processor_time import read_picture_in_time

    picture = Image.fromarray(read_picture_in_time(Path(request["media"]), limits).pixels)
    picture.thumbnail((_LONGEST_PX, _LONGEST_PX))
    picture.save(outputs["picture"], "JPEG", quality=_QUALITY)
    return {}, {}
