"""Which exercise a movement looks like, and which sets a recording holds."""

from poise.analysis.recognition.recogniser import Candidate, Recogniser, Recognition, look_alikes, recognise
from poise.analysis.recognition.sets import FoundSet, find_sets, split_sets

__all__ = [
    "Candidate",
    "FoundSet",
    "Recogniser",
    "Recognition",
    "find_sets",
    "look_alikes",
    "recognise",
    "split_sets",
]
