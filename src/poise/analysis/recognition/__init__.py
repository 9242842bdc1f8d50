"""Which exercise a movement looks like."""

from poise.analysis.recognition.recogniser import Candidate, Recogniser, Recognition, recognise

__all__ = ["Candidate", "Recogniser", "Recognition", "recognise"]
