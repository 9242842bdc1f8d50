"""Learn an exercise from one clip of a few good repetitions; see docs/coaching.md, "Teaching by showing"."""

from poise.analysis.learning.lesson import Lesson, learn, learn_choices

__all__ = ["Lesson", "learn", "learn_choices"]
