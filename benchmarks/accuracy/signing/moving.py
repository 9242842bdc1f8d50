"""How own signs, J and Z and joined words fare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tests.analysis.signing.moving_hands import RATE_HZ, hold, hook, moving, times, zigzag

from benchmarks.accuracy.signing.samples import Hands
from poise.analysis.signing.alphabet import Alphabet, Person
from poise.analysis.signing.hand import WRIST, as_right, palm_frame
from poise.analysis.signing.moving_letters import find_moving_letter
from poise.analysis.signing.own_signs import Movement, Vocabulary
from poise.analysis.signing.spelling import Speller
from poise.pose import FloatArray

# The sequences were kept normalised; the films were of 640 x 480.
_SCALE = (640.0, 480.0, 640.0)
_LEFT_SHOULDER, _RIGHT_SHOULDER = 11, 12
_EXAMPLES, _TESTED = 5, 5
WORDS = ("HELLO", "WORLD", "FAMILY", "QUICK", "BOX", "TEXT", "CHAIRS", "GRAPE", "VINE", "DUCK", "NAME", "BOY")


def read_movements(path: Path) -> dict[str, list[Movement]]:
    """Read the sequences of signs of one file by label; those without a hand are left out."""
    with np.load(path, allow_pickle=False) as file:
        frames, labels = file["X"].astype(np.float64), file["label"]
    found: dict[str, list[Movement]] = {}
    at = np.arange(frames.shape[1]) / RATE_HZ
    for label, rows in zip(labels, frames, strict=True):
        body = rows[:, :132].reshape(-1, 33, 4)[:, [_LEFT_SHOULDER, _RIGHT_SHOULDER], :2]
        left, right = (_hand(part) for part in (rows[:, 132:195], rows[:, 195:]))
        if max(np.isfinite(hand[:, 0, 0]).mean() for hand in (left, right)) >= 0.35:
            shoulders = np.where(body == 0, np.nan, body * _SCALE[:2])
            found.setdefault(str(label), []).append(Movement(at, left, right, shoulders))
    return found


def _hand(rows: FloatArray) -> FloatArray:
    hand = rows.reshape(-1, 21, 3)
    missing = np.abs(hand).sum(axis=(1, 2)) == 0
    return np.asarray(np.where(missing[:, None, None], np.nan, hand * _SCALE))


def own_signs(signs: dict[str, list[Movement]], unknown: str, seed: int) -> tuple[float, float]:
    """Teach all signs but one by five examples; return the shares of them that are read, and of that one refused."""
    rng = np.random.default_rng(seed)
    shuffled = {name: rng.permutation(len(signs[name])) for name in sorted(signs)}
    strange = shuffled.pop(unknown)
    vocabulary = Vocabulary(
        {name: [signs[name][k] for k in order[:_EXAMPLES]] for name, order in shuffled.items()}
    )
    read = [
        vocabulary.read(signs[name][k]).sign == name
        for name, order in shuffled.items()
        for k in order[_EXAMPLES : _EXAMPLES + _TESTED]
    ]
    refused = [vocabulary.read(signs[unknown][k]).sign is None for k in strange[: 4 * _TESTED]]
    return float(np.mean(read)), float(np.mean(refused))


def moving_letters(hands: Hands, seed: int = 0) -> dict[str, float]:
    """Let real hands of I, D and G be held, or draw J or Z; return the share that is told right."""
    rng = np.random.default_rng(seed)
    found = {}
    for still in "IDG":
        shown = hands.showing([still])
        local = in_hand_sizes(as_right(shown.points, shown.is_left))
        chosen = local[rng.integers(0, len(local), 40)]
        held = [find_moving_letter(moving(hand, hold, rng), times(), still) is None for hand in chosen]
        found[f"{still} held"] = float(np.mean(held))
        drawn = [_hook(hand, rng) if still == "I" else _zigzag(hand, rng) for hand in chosen]
        letter = "J" if still == "I" else "Z"
        found[f"{letter} by {still}"] = float(
            np.mean([find_moving_letter(one, times(), still) == letter for one in drawn])
        )
    return found


def _hook(hand: FloatArray, rng: np.random.Generator) -> FloatArray:
    return hook(hand, rng, turn_deg=float(rng.uniform(40, 110)))


def _zigzag(hand: FloatArray, rng: np.random.Generator) -> FloatArray:
    width, height = rng.uniform(0.7, 1.6, 2)
    return moving(hand, lambda time: zigzag(time, width, height), rng)


def in_hand_sizes(points: FloatArray) -> FloatArray:
    """Return hands (N, 21, 3) from the wrist, in hand sizes, turned as they were."""
    size = palm_frame(points).size[:, None, None]
    return np.asarray((points - points[:, WRIST : WRIST + 1]) / size)


def joined_words(
    alphabet: Alphabet,
    hands: Hands,
    person: Person | None = None,
    seed: int = 0,
    words: Sequence[str] = WORDS,
) -> tuple[float, int]:
    """Spell words by single hands of one signer, each held for .6 s, moved from one to the next in .2 s.

    Returns the number of changes that lead from what was spelled to the words, divided by their letters ("?" counts as
    nothing), and the number of letters.
    """
    rng = np.random.default_rng(seed)
    local = in_hand_sizes(as_right(hands.points, hands.is_left))
    changes = letters = 0
    for word in words:
        held = []
        for number, letter in enumerate(word):
            found = np.flatnonzero(hands.labels == letter)
            if not len(found):
                break
            # A double letter slides aside.
            slide = 80.0 if number and word[number - 1] == letter else 0.0
            hand = moving(local[rng.choice(found)], hold, rng, seconds=0.6, noise=0.015)
            held.append(hand + np.array([slide, 0.0, 0.0]))
        if len(held) == len(word):
            changes += _edits(_spell(alphabet, held, person), word)
            letters += len(word)
    return changes / max(letters, 1), letters


def _spell(alphabet: Alphabet, held: Sequence[FloatArray], person: Person | None) -> str:
    frames = [held[0]]
    share = np.linspace(0, 1, 8)[1:-1, None, None]
    for one in held[1:]:
        frames += [(1 - share) * frames[-1][-1] + share * one[0], one]
    speller = Speller(alphabet, person)
    taken = [speller.update(k / RATE_HZ, hand) for k, hand in enumerate(np.concatenate(frames))]
    return "".join(one.symbol or "" for one in taken if one is not None)


def _edits(one: str, other: str) -> int:
    """Return the distance of Levenshtein (1966)."""
    row = list(range(len(other) + 1))
    for a, letter in enumerate(one, 1):
        before, row[0] = row[0], a
        for b, wanted in enumerate(other, 1):
            before, row[b] = row[b], min(row[b] + 1, row[b - 1] + 1, before + (letter != wanted))
    return row[-1]
