"""Where blobs are: in the data folder, unless another place is given."""

from __future__ import annotations

from pathlib import Path

from poise.blobs.blobs import Blobs
from poise.blobs.folder import FolderBlobs


def blobs_at(data_dir: Path) -> Blobs:
    """Return the blobs of a studio.

    Parameters
    ----------
    data_dir : Path
        The data folder.
    """
    return FolderBlobs(data_dir / "blobs")
