"""Exercises as files that a trainer can edit, and the code that loads and checks them."""

from poise.catalogue.loader import catalogue, exercise_named, load_exercise, load_folder

__all__ = ["catalogue", "exercise_named", "load_exercise", "load_folder"]
