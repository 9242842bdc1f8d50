"""Poses as files for other programs; docs/exports.md describes every format."""

from poise.media.export.formats import FORMATS, ExportFormat, export, note_of, suffixes

__all__ = ["FORMATS", "ExportFormat", "export", "note_of", "suffixes"]
