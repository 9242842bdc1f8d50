"""The model bundles: what they are made of, where they lie, how they are built.

Importing this is cheap; nothing of MediaPipe is loaded.
"""

from poise.estimation.models.catalogue import DEFAULT_MODELS, Model
from poise.estimation.models.shelf import bundle_path

__all__ = ["DEFAULT_MODELS", "Model", "bundle_path"]
