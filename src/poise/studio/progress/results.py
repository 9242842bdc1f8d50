"""What progress shows: totals by day and week, bests, faults, goals, and a suggestion."""

from __future__ import annotations

from typing import Literal

from poise.studio.results import Result

BestName = Literal["accurate", "hold_s", "weight_kg", "volume_kg", "range_deg", "score"]
SuggestionReason = Literal["more", "same", "hard", "tired", "fewer", "unsteady"]
GoalMeasure = Literal["accurate", "sessions"]


class Totals(Result):
    """What was done in a day, a week or a period; means are None where nothing was measured or noted.

    Parameters
    ----------
    sessions, sets, attempted, accurate : int
        How many.
    accuracy : float or None
        Accurate over attempted, 0..1.
    hold_s, volume_kg : float
        Seconds held, and weight times repetitions.
    score : float or None
        Mean over the sessions, 0..100.
    range_deg, eccentric_s, concentric_s, asymmetry : float or None
        Means over the repetitions.
    effort_rpe : float or None
        Mean over the sessions.
    """

    sessions: int = 0
    sets: int = 0
    attempted: int = 0
    accurate: int = 0
    accuracy: float | None = None
    hold_s: float = 0.0
    volume_kg: float = 0.0
    score: float | None = None
    range_deg: float | None = None
    eccentric_s: float | None = None
    concentric_s: float | None = None
    asymmetry: float | None = None
    effort_rpe: float | None = None


class DayTotals(Totals):
    """The totals of a day, or of the week that begins on it."""

    day: str


class SubjectTotals(Totals):
    """The totals of an exercise; `last_day` is the last on which it was done."""

    subject: str
    last_day: str


class Best(Result):
    """The best of one session so far.

    Parameters
    ----------
    name : str
        Of what.
    subject, session, day : str
        Where it was reached for the first time.
    value : float
        How much.
    """

    name: BestName
    subject: str
    session: str
    day: str
    value: float


class Weeks(Result):
    """How regularly somebody trained; a week counts with one session.

    Parameters
    ----------
    trained : int
        Weeks with at least one session, in all.
    in_a_row : int
        Of these, the last ones without a gap; the present week counts as soon as there is a session in it, and ends
        nothing before.
    longest : int
        The most in a row so far.
    this_week : int
        Sessions of the present week.
    """

    trained: int = 0
    in_a_row: int = 0
    longest: int = 0
    this_week: int = 0


class RepeatedFault(Result):
    """A fault of an exercise.

    Parameters
    ----------
    subject, name : str
        The exercise, and the rule.
    sessions, of : int
        In how many of the last sessions of the exercise it was found.
    before : int
        In how many earlier ones.
    """

    subject: str
    name: str
    sessions: int
    of: int
    before: int


class Suggestion(Result):
    """What to set out to do next time in an exercise, a set; the rules stand in `suggestion.py`.

    Parameters
    ----------
    subject : str
        The exercise.
    kind : str
        What is counted.
    amount : int
        How many, or how many seconds.
    reason : str
        Which rule it is.
    accuracy : float or None
        Of the last sessions, 0..1; None for a hold.
    weight_kg : float or None
        Of the last session.
    """

    subject: str
    kind: Literal["accurate", "seconds"]
    amount: int
    reason: SuggestionReason
    accuracy: float | None
    weight_kg: float | None


class GoalProgress(Result):
    """A goal for each week, and how much of it is done in the present one.

    Parameters
    ----------
    subject : str
        The exercise; "" for all.
    measure : str
        Accurate repetitions or sessions.
    amount, done : int
        A week, and so far.
    """

    subject: str
    measure: GoalMeasure
    amount: int
    done: int


class ProgressOverview(Result):
    """Everything that the page of progress shows of a period, of all exercises or of one.

    Parameters
    ----------
    first_day, last_day, today : str
        The period, and the present day where the person is.
    totals : Totals
        Of the period.
    days, weeks : tuple of DayTotals
        Those on which something was done, oldest first; a week has the day of its Monday. Days are those of the last
        year of the period.
    subjects : tuple of SubjectTotals
        Each exercise of the period, the latest first.
    regularity : Weeks
        Of all time.
    bests : tuple of Best
        Of all time.
    returning, overcome : tuple of RepeatedFault
        Faults that come back, and those that were overcome.
    goals : tuple of GoalProgress
        All of them, those of other exercises, too.
    suggestion : Suggestion or None
        For the exercise that is shown; None for all of them, and before it was done.
    """

    first_day: str
    last_day: str
    today: str
    totals: Totals
    days: tuple[DayTotals, ...]
    weeks: tuple[DayTotals, ...]
    subjects: tuple[SubjectTotals, ...]
    regularity: Weeks
    bests: tuple[Best, ...]
    returning: tuple[RepeatedFault, ...]
    overcome: tuple[RepeatedFault, ...]
    goals: tuple[GoalProgress, ...]
    suggestion: Suggestion | None
