"""Exercises as files that a trainer can edit, and the code that loads and checks them."""

from poise.catalogue.loader import (
    MAX_TEXT,
    catalogue,
    exercise_named,
    exercise_of_text,
    load_exercise,
    load_folder,
)

__all__ = ["MAX_TEXT", "catalogue", "exercise_named", "exercise_of_text", "load_exercise", "load_folder"]
