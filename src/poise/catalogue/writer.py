"""Write an exercise as commented TOML that a person can read and edit; `load_exercise` reads it back the same."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence

from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Confirmation, Exercise, FormRule, Kind, Level, RangeOfMotion, Signal

_COUNTING = """\
# What drives the count. Values at rest and at the peak of a full repetition, as the camera reads them;
# a swing below floor (a share of rest to peak) is no attempt; minimum_s: no repetition is shorter (seconds)."""
_RANGE = "# How far an accurate repetition goes, in the first signal's measure, by level; a cue has at most six words."
_POSTURE = "# Posture of the whole set: the coach waits until it is taken."
_CONFIRMATIONS = """\
# What tells this exercise from other movements, at a moment: start, peak, end, whole, or
# change (at the peak minus at the start). Loosen one that refuses good repetitions, or take it out."""
_ZONE = "# Seconds count while all of these hold."
_RULES = "# Form, judged apart from counting. A major fault makes a repetition inaccurate, a minor one costs points."


def exercise_text(exercise: Exercise, *, header: Sequence[str] = ()) -> str:
    """Return an exercise as the text of a catalogue file.

    Parameters
    ----------
    exercise : Exercise
        What to write.
    header : sequence of str
        Lines for the comment at the top, such as where the numbers come from.

    Examples
    --------
    >>> from poise.catalogue import exercise_named
    >>> print(exercise_text(exercise_named("squat")).splitlines()[0])
    # Squat. What every key means stands in docs/coaching.md.
    """
    top = [f"{exercise.name}. What every key means stands in docs/coaching.md.", *header]
    parts = ["\n".join(_comment(line) for line in top), _about(exercise)]
    if exercise.kind is Kind.REPETITIONS:
        parts += [*_counting(exercise), *_range(exercise.range_of_motion)]
    parts += _tables("posture", _POSTURE, (_bound(bound) for bound in exercise.posture))
    parts += _tables(
        "confirmations",
        _CONFIRMATIONS,
        (_confirmation(one) for one in exercise.confirmations),
    )
    parts += _tables("zone", _ZONE, (_bound(bound) for bound in exercise.zone))
    parts += _tables("rules", _RULES, (_rule(rule) for rule in exercise.rules))
    return "\n\n".join(parts) + "\n"


def _confirmation(one: Confirmation) -> list[str]:
    short = [] if math.isinf(one.up_to) else [_line("up_to", one.up_to)]
    return [_line("moment", one.moment.value), *short, *_bound(one.bound)]


def _comment(line: str) -> str:
    # A comment may hold no control character (TOML 1.0), and a line break would end it.
    return "# " + "".join(letter if letter.isprintable() else " " for letter in line)


def _about(exercise: Exercise) -> str:
    lines = [
        _line("id", exercise.identifier),
        _line("name", exercise.name),
        _line("summary", exercise.summary),
        _line("kind", exercise.kind.value) + "  # repetitions or hold",
        _line("group", exercise.group.value) + "  # legs, push, pull, core, balance, mobility or own",
        *([] if exercise.is_recognised else ['is_recognised = false  # left out of "What am I doing?"']),
        _line("limbs", exercise.limbs.value) + "  # bilateral, alternating or either",
        _line("starts_with", exercise.starts_with)
        + "  # the way from rest to peak: lowering (eccentric) or lifting (concentric)",
    ]
    if exercise.lead:
        lines.append(
            _line("lead", exercise.lead) + "  # larger on the working side, which names the repetition"
        )
    lines += [
        _line("muscles", exercise.muscles),
        _line("equipment", exercise.equipment),
        _line("views", [view.value for view in exercise.views]) + "  # where the camera may stand",
        _listing("instructions", exercise.instructions),
        _listing("sources", exercise.sources),
    ]
    return "\n".join(lines)


def _counting(exercise: Exercise) -> list[str]:
    head = [_COUNTING, "[counting]", _line("floor", exercise.floor), _line("minimum_s", exercise.minimum_s)]
    return ["\n".join(head), *(_signal(signal) for signal in exercise.signals)]


def _signal(signal: Signal) -> str:
    lines = ["[[counting.signals]]", _line("measure", signal.measure)]
    lines += [_line("rest", signal.rest), _line("peak", signal.peak)]
    if signal.weight != 1.0:
        lines.append(_line("weight", signal.weight) + "  # its share beside the other signals")
    return "\n".join(lines)


def _range(rom: RangeOfMotion | None) -> list[str]:
    if rom is None:
        return []
    lines = [_RANGE, "[range]", _by_level("peak", rom.peak), _by_level("rest", rom.rest)]
    lines += [_line("shallow_cue", rom.shallow_cue), _line("extension_cue", rom.extension_cue)]
    return ["\n".join(lines)]


def _bound(bound: Bound) -> list[str]:
    limits = {"at_least": bound.minimum, "at_most": bound.maximum}
    return [
        _line("measure", bound.measure),
        *(_line(key, limit) for key, limit in limits.items() if math.isfinite(limit)),
    ]


def _rule(rule: FormRule) -> list[str]:
    limits = {"at_most": rule.at_most, "at_least": rule.at_least}
    return [
        _line("name", rule.name),
        _line("measure", rule.measure),
        _line("moment", rule.moment.value),
        *(_by_level(key, limit) for key, limit in limits.items() if limit is not None),
        _line("views", [view.value for view in View if view in rule.views]),
        _line("severity", rule.severity.value),
        _line("cue", rule.cue),
        _line("explanation", rule.explanation),
        _line("source", rule.source),
        *([_line("parts", [part.value for part in rule.parts])] if rule.parts else []),
    ]


def _tables(name: str, comment: str, tables: Iterable[list[str]]) -> list[str]:
    blocks = ["\n".join([f"[[{name}]]", *lines]) for lines in tables]
    return [f"{comment}\n{blocks[0]}", *blocks[1:]] if blocks else []


def _by_level(key: str, limits: Mapping[Level, float]) -> str:
    inner = ", ".join(f"{level.value} = {_value(limits[level])}" for level in Level)
    return f"{key} = {{ {inner} }}"


def _listing(key: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{key} = [", *(f"  {_value(line)}," for line in lines), "]"])


def _line(key: str, value: str | float | Sequence[str]) -> str:
    return f"{key} = {_value(value)}"


def _value(value: str | float | Sequence[str]) -> str:
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL, which TOML wants escaped too.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(float(value)).removesuffix(".0")
    return f"[{', '.join(_value(item) for item in value)}]"
