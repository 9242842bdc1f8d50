"""What runs inside the guarded child process to make a picture fit to be kept: upright, small, without metadata."""

from __future__ import annotations

from pathlib import Path

from poise.isolation.task import Context, task

_LONGEST_PX = 1600
_QUALITY = 85


@task
def write_keepable_picture(media: Path, context: Context) -> None:
    """Write a picture as JPEG to ``picture``; place, time and camera, which files tell, are left behind."""
    from PIL import Image

    from poise.isolation.processor_time import read_picture_in_time

    picture = Image.fromarray(read_picture_in_time(media, context.limits).pixels)
    picture.thumbnail((_LONGEST_PX, _LONGEST_PX))
    picture.save(context.outputs["picture"], "JPEG", quality=_QUALITY)
