"""Spell and verify: a recording with hands in, letters out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from poise.analysis.signing.alphabet import Alphabet
from poise.analysis.signing.moving_letters import STARTS
from poise.analysis.signing.spelling import HOLD_S, Spelled, Speller
from poise.analysis.signing.verify import Verdict, verify
from poise.catalogue.signs import read_alphabet, read_references
from poise.catalogue.signs.words import correction_sentence
from poise.errors import RequestError, UnsupportedMedia
from poise.media.kinds import MediaKind, media_kind
from poise.media.recording import Recording, read_recording
from poise.pose import FloatArray, Part
from poise.studio.signing.results import Candidate, SpelledFile, SpelledLetter, VerifiedFile, VerifiedLetter

Side = Literal["left", "right"]
_MAJORITY = 0.7


@dataclass(frozen=True, eq=False, slots=True)
class _Hand:
    """The hand that a recording shows most: times (T,), points (T, 21, 3) in pixels, NaN where it was not seen."""

    side: Side | None
    times_s: FloatArray
    points: FloatArray

    @property
    def is_left(self) -> bool:
        return self.side == "left"


def spell(media: str | Path, *, digits: bool = False) -> SpelledFile:
    """Return what a recording spells in American fingerspelling.

    Parameters
    ----------
    media : str or Path
        A recording with hands.
    digits : bool
        Whether digits are spelled instead of letters.

    Raises
    ------
    PoiseError
        If the file is no recording, or is damaged.
    """
    hand = _leading_hand(_read(media))
    taken = _taken(hand, read_alphabet("digits" if digits else "letters"))
    return SpelledFile(
        media=str(media),
        hand=hand.side,
        text="".join(one.symbol or "?" for one in taken),
        letters=tuple(_letter(one) for one in taken),
    )


def verify_word(media: str | Path, word: str, *, language: str = "en") -> VerifiedFile:
    """Return whether a recording shows a word or a number, letter by letter, and what to change where it does not.

    Raises
    ------
    RequestError
        If the word has other characters than letters from A to Z, or than digits.
    PoiseError
        If the file is no recording, or is damaged.
    """
    symbols = word.upper()
    is_number = symbols.isascii() and symbols.isdigit()
    if not is_number and not (symbols.isascii() and symbols.isalpha()):
        raise RequestError("Only letters from A to Z or digits can be spelled; leave out everything else.")
    hand = _leading_hand(_read(media))
    letters = _verified(hand, symbols, "digits" if is_number else "letters", language)
    return VerifiedFile(
        media=str(media),
        hand=hand.side,
        word=symbols,
        shown=all(one.shown_s is not None for one in letters),
        letters=letters,
    )


def _read(media: str | Path) -> Recording:
    path = Path(media)
    if media_kind(path) is not MediaKind.RECORDING:
        raise UnsupportedMedia(
            f"{path.name} is no recording; signs are read from recordings that hold hands."
        )
    return read_recording(path)


def _leading_hand(recording: Recording) -> _Hand:
    sides: tuple[tuple[Side, Part], ...] = (("left", Part.LEFT_HAND), ("right", Part.RIGHT_HAND))
    best = _Hand(None, np.zeros(0), np.zeros((0, 21, 3)))
    seen = 0
    for side, part in sides:
        for person in range(len(recording.people)):
            track = recording.track((person, part))
            points = None if track is None else np.stack([pose.image for pose in track])
            frames = 0 if points is None else int(np.isfinite(points[:, 0, 0]).sum())
            if points is not None and frames > seen:
                best, seen = _Hand(side, recording.times_s, points), frames
    return best


def _taken(hand: _Hand, alphabet: Alphabet) -> list[Spelled]:
    speller = Speller(alphabet)
    found = []
    for time_s, points in zip(hand.times_s, hand.points, strict=True):
        is_seen = bool(np.isfinite(points).all())
        one = speller.update(float(time_s), points if is_seen else None, is_left=hand.is_left)
        if one is not None:
            found.append(one)
    return found


def _letter(one: Spelled) -> SpelledLetter:
    candidates = tuple(
        Candidate(symbol=symbol, probability=round(chance, 3)) for symbol, chance in one.reading.candidates
    )
    return SpelledLetter(time_s=round(one.time_s, 3), symbol=one.symbol, candidates=candidates)


def _verified(hand: _Hand, symbols: str, name: str, language: str) -> tuple[VerifiedLetter, ...]:
    alphabet = read_alphabet(name)
    drawn = [one for one in _taken(hand, alphabet) if one.symbol in STARTS] if name == "letters" else []
    after_s, letters = -1.0, []
    for symbol in symbols:
        if symbol in alphabet.symbols:
            shown_s, corrections = _held_since(hand, name, symbol, after_s, language)
        else:
            found = [one.time_s for one in drawn if one.symbol == symbol and one.time_s > after_s]
            shown_s, corrections = (found[0] if found else None), ()
        letters.append(VerifiedLetter(symbol=symbol, shown_s=shown_s, corrections=corrections))
        after_s = after_s if shown_s is None else shown_s
    return tuple(letters)


def _held_since(
    hand: _Hand, name: str, symbol: str, after_s: float, language: str
) -> tuple[float | None, tuple[str, ...]]:
    """Return when a symbol had been held long enough; else what to change in the frame that came nearest."""
    alphabet, references = read_alphabet(name), read_references(name)
    seen: list[tuple[float, Verdict]] = []
    for time_s, points in zip(hand.times_s, hand.points, strict=True):
        if time_s <= after_s or not np.isfinite(points).all():
            continue
        verdict = verify(alphabet, references, symbol, points, is_left=hand.is_left)
        seen.append((float(time_s), verdict))
        if _is_held(seen):
            return round(float(time_s), 3), ()
    if not seen:
        return None, ()
    nearest = max((verdict for _, verdict in seen), key=lambda one: one.probability)
    return None, tuple(correction_sentence(one, language=language) for one in nearest.corrections)


def _is_held(seen: Sequence[tuple[float, Verdict]]) -> bool:
    """Say whether most of the last frames showed it, over the time that a letter is held."""
    newest = seen[-1][0]
    last = [verdict.is_shown for time_s, verdict in seen if newest - time_s <= HOLD_S]
    return newest - seen[0][0] >= 0.85 * HOLD_S and len(last) > 1 and sum(last) >= _MAJORITY * len(last)
