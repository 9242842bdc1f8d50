"""Poses as files for other programs; docs/exports.md describes every format."""

from poise.media.export.formats import FORMATS, ExportFormat, export, suffixes

__all__ = ["FORMATS", "ExportFormat", "export", "suffixes"]
