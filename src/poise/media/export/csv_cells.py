"""Cells of text that a spreadsheet shows and does not calculate."""

from __future__ import annotations

# OWASP, "CSV Injection": with these a cell begins that Excel, LibreOffice and others take for a formula. The wide
# forms are taken for the narrow ones in East Asian settings.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text_cell(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would calculate it; numbers are not texts.

    Examples
    --------
    >>> text_cell("=HYPERLINK(1).mp4"), text_cell("squat.mp4")
    ("'=HYPERLINK(1).mp4", 'squat.mp4')
    """
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
