"""Which media a command reads, and which files it writes for each of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from poise.errors import MediaNotFound, OutputError

_NAME = "{name}"


def listed(media: list[Path]) -> list[Path]:
    """Return the media that are meant: files as they are, folders by the pictures and videos in them.

    Raises
    ------
    MediaNotFound
        If a folder holds none.
    """
    from poise.media.kinds import find_media

    paths: list[Path] = []
    for given in media:
        paths += find_media(given) if os.path.isdir(given) else [given]  # noqa: PTH112  (never raises)
    if not paths:
        raise MediaNotFound("No pictures or videos were given.")
    return paths


def has_folder(media: Sequence[Path]) -> bool:
    """Whether a folder was given: it stands for several media even when it holds one."""
    return any(os.path.isdir(given) for given in media)  # noqa: PTH112  (never raises)


def name_output(template: Path, medium: Path) -> Path:
    """Put the medium's name where `{name}` stands in an output's name."""
    return Path(str(template).replace(_NAME, medium.stem))


def check_outputs(paths: Sequence[Path], templates: Sequence[Path], *, many: bool) -> None:
    """Refuse outputs that lack `{name}`, are inputs, or are one file for several media, before work begins.

    Parameters
    ----------
    paths : sequence of Path
        The media.
    templates : sequence of Path
        The outputs as they were given.
    many : bool
        Whether each medium needs outputs of its own.

    Raises
    ------
    OutputError
        In one sentence.
    """
    from poise.media.destinations import require_destinations

    if many and any(_NAME not in str(path) for path in templates):
        raise OutputError(
            "With several media, write {name} in the output's name, for example -o '{name}.csv'."
        )
    require_destinations(paths, [name_output(template, path) for path in paths for template in templates])
