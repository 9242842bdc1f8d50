"""The band under a drawn comparison: score, sentences, and the legend with a sample of each look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poise.drawing.canvas import Canvas, text_width_px
from poise.drawing.compared import LOOKS, Finding, draw_joint, draw_limb
from poise.drawing.style import DEFAULT_STYLE
from poise.media.pixels import Pixels

_LEAST_WIDTH_PX = 1000
_GAP_PX = 12
_STRIP_PX, _STRIP_LETTER_PX = 44, 16.0
_LINE = 2.1  # from line to line, in heights of capitals
_SAMPLE = 3.4  # a legend's sample is this long, in heights of capitals
_SMALLEST = 0.8  # letters of the legend by those of the sentences, where that saves a row
_BETWEEN = 1.7  # from entry to entry of the legend
_SIDES = {"left": "own left", "right": "own right"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A look or a side of the body, and its words."""

    shown: Finding | str
    words: str

    def width_px(self, letter_px: float) -> float:
        return self.sample_px(letter_px) + 0.9 * letter_px + text_width_px(self.words, letter_px)

    def sample_px(self, letter_px: float) -> float:
        return (_SAMPLE if isinstance(self.shown, Finding) else 1.2) * letter_px


def page(
    panels: Sequence[tuple[str, Pixels]], title: str, sentences: Sequence[str], findings: Sequence[Finding]
) -> Pixels:
    """Return titled pictures beside each other with the band under them; nothing is written over a picture.

    Parameters
    ----------
    panels : sequence of (str, (height, width, 3) uint8)
        Title and pixels.
    title, sentences, findings
        As for `footer`.
    """
    highest = max(panel.shape[0] for _, panel in panels)
    columns = [_column(words, panel, highest) for words, panel in panels]
    gap = np.full((columns[0].shape[0], _GAP_PX, 3), DEFAULT_STYLE.casing, np.uint8)
    row = np.hstack([part for column in columns for part in (gap, column)][1:])
    room = max(0, _LEAST_WIDTH_PX - row.shape[1])
    row = _padded(row, (0, 0), (room // 2, room - room // 2))
    return np.ascontiguousarray(np.vstack([row, footer(row.shape[1], title, sentences, findings)]))


def footer(width_px: int, title: str, sentences: Sequence[str], findings: Sequence[Finding]) -> Pixels:
    """Return a band of a width with a title, sentences, and what the looks of limbs and joints mean.

    Parameters
    ----------
    width_px : int
        Of the picture above.
    title : str
        Written largest; may be empty.
    sentences : sequence of str
        Each on its own line, or on several where it is too long.
    findings : sequence of Finding
        The looks to explain.
    """
    letter = float(np.clip(0.013 * width_px, 13.0, 20.0))
    room = width_px - 2 * letter
    lines = [line for sentence in sentences for line in wrapped(sentence, letter, room)]
    entries = _entries(findings)
    small = _legend_px(entries, letter, room)
    rows = _rows(entries, small, room)
    title_px = 2.2 * letter if title else 0.0
    height = round(title_px + (len(lines) + len(rows)) * _LINE * letter + 2.4 * letter)
    band = np.empty((height, width_px, 3), np.uint8)
    canvas = Canvas(band)
    canvas.fill(DEFAULT_STYLE.casing)
    if title:
        canvas.text(title, (letter, letter), 1.4 * letter, DEFAULT_STYLE.ink, weight=700)
    y = title_px + letter * (1.2 if title else 1.0)
    for line in lines:
        canvas.text(line, (letter, y), letter, DEFAULT_STYLE.ink)
        y += _LINE * letter
    y += 0.4 * letter if lines else 0.0
    for row in rows:
        _draw_row(canvas, row, (letter, y), small)
        y += _LINE * letter
    return band


def _column(words: str, panel: Pixels, height_px: int) -> Pixels:
    """Return a picture under its title, filled up to a height."""
    above = (height_px - panel.shape[0]) // 2
    below = height_px - panel.shape[0] - above
    strip = np.empty((_STRIP_PX, panel.shape[1], 3), np.uint8)
    canvas = Canvas(strip)
    canvas.fill(DEFAULT_STYLE.casing)
    room = panel.shape[1] - 2 * _STRIP_LETTER_PX
    letter = _STRIP_LETTER_PX * min(1.0, room / text_width_px(words, _STRIP_LETTER_PX, 600))
    at = (_STRIP_LETTER_PX, canvas.height / 2)
    canvas.text(words, at, letter, DEFAULT_STYLE.ink, weight=600, anchor=(0.0, 0.5))
    return np.vstack([strip, _padded(panel, (above, below), (0, 0))])


def _padded(pixels: Pixels, rows: tuple[int, int], columns: tuple[int, int]) -> Pixels:
    """Return a picture with margins in the band's colour."""
    high, wide = pixels.shape[:2]
    padded = np.empty((high + sum(rows), wide + sum(columns), 3), np.uint8)
    padded[:] = DEFAULT_STYLE.casing
    padded[rows[0] : rows[0] + high, columns[0] : columns[0] + wide] = pixels
    return padded


def wrapped(sentence: str, letter_px: float, room_px: float) -> list[str]:
    """Return a sentence as lines that fit; a word that is too long for a line stands alone."""
    lines: list[str] = []
    for word in sentence.split():
        if lines and text_width_px(f"{lines[-1]} {word}", letter_px) <= room_px:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _entries(findings: Sequence[Finding]) -> list[_Entry]:
    looks = [_Entry(finding, finding.value) for finding in findings]
    return [*looks, *(_Entry(side, words) for side, words in _SIDES.items())]


def _legend_px(entries: Sequence[_Entry], letter_px: float, room_px: float) -> float:
    """Return the height of the legend's capitals: somewhat smaller than usual where all then fits into one row."""
    sizes = letter_px * np.linspace(1.0, _SMALLEST, 9)
    return next((float(size) for size in sizes if _row_px(entries, float(size)) <= room_px), letter_px)


def _rows(entries: Sequence[_Entry], letter_px: float, room_px: float) -> list[list[_Entry]]:
    rows: list[list[_Entry]] = []
    for entry in entries:
        if rows and _row_px([*rows[-1], entry], letter_px) <= room_px:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def _row_px(row: Sequence[_Entry], letter_px: float) -> float:
    return sum(entry.width_px(letter_px) for entry in row) + _BETWEEN * letter_px * (len(row) - 1)


def _draw_row(canvas: Canvas, row: Sequence[_Entry], at: tuple[float, float], letter_px: float) -> None:
    x, middle = at[0], at[1] + letter_px / 2
    for entry in row:
        sample = entry.sample_px(letter_px)
        if isinstance(entry.shown, Finding):
            rim = 0.4 * letter_px
            draw_limb(
                canvas, (x + rim, middle), (x + sample - rim, middle), LOOKS[entry.shown], 0.62 * letter_px
            )
        else:
            draw_joint(canvas, (x + sample / 2, middle), entry.shown, 0.6 * letter_px)
        words_x = x + sample + 0.9 * letter_px
        canvas.text(entry.words, (words_x, at[1]), letter_px, DEFAULT_STYLE.ink)
        x += entry.width_px(letter_px) + _BETWEEN * letter_px
