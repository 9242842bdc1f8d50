"""Where blobs are: in S3 as soon as a bucket is given, else in the data folder."""

from __future__ import annotations

from pathlib import Path

from poise.blobs.blobs import Blobs
from poise.blobs.folder import FolderBlobs
from poise.blobs.s3 import S3Blobs, S3Options


def blobs_at(data_dir: Path, s3: S3Options | None = None) -> Blobs:
    """Return the blobs of a studio.

    Parameters
    ----------
    data_dir : Path
        The data folder.
    s3 : S3Options or None
        A bucket to use instead.

    Raises
    ------
    MissingExtra
        If the client of S3 is not installed.
    """
    return S3Blobs(s3) if s3 else FolderBlobs(data_dir / "blobs")
