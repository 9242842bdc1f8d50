"""Recordings: poses in a small, checked, self-describing file (`.poise`); the spec is docs/recording-format.md."""

from poise.media.recording.codec import decode_recording, encode_recording
from poise.media.recording.file import read_recording, write_recording
from poise.media.recording.limits import RecordingLimits
from poise.media.recording.recording import PartTrack, Recording, TrackKey

__all__ = [
    "PartTrack",
    "Recording",
    "RecordingLimits",
    "TrackKey",
    "decode_recording",
    "encode_recording",
    "read_recording",
    "write_recording",
]
