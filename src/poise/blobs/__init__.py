"""Bytes of large files, in pieces of at most 8 MiB: one interface, several back ends."""

from poise.blobs.blobs import MAX_BLOB_BYTES, BlobEntry, Blobs
from poise.blobs.folder import FolderBlobs

__all__ = ["MAX_BLOB_BYTES", "BlobEntry", "Blobs", "FolderBlobs"]
