"""Which exercise a movement looks like."""

from poise.analysis.recognition.recogniser import Candidate, Recogniser, Recognition, look_alikes, recognise

__all__ = ["Candidate", "Recogniser", "Recognition", "look_alikes", "recognise"]
