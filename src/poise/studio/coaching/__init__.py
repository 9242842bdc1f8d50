"""Coaching: repetitions counted, form judged."""
