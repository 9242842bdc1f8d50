"""Hand shapes of sign languages, and the model that reads them."""

from poise.catalogue.signs.model import read_alphabet, read_references
from poise.catalogue.signs.shapes import ShapeVariant, digit_shapes, letter_shapes

__all__ = ["ShapeVariant", "digit_shapes", "letter_shapes", "read_alphabet", "read_references"]
