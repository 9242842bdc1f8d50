"""Carry a source's sound into the film: as it is where browsers can play it, as AAC otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from poise.media.film.report import SoundKept

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream, Packet
    from av.container import InputContainer, OutputContainer

    from poise.media.video_container import OpenContainer

# What both the MP4 format holds and Chromium, Firefox and Safari play.
_PLAYED_AS_IT_IS = frozenset({"aac", "mp3", "mp3float"})
_AAC_RATES = (48000, 44100, 32000, 24000, 22050, 16000, 11025, 8000)
_AAC_BITS_PER_S = 128_000


class SoundTrack:
    """One stream of sound on its way into `film`.

    Make it before the film's first packet is written. Damaged packets are left out; those around them keep
    their own times.

    Parameters
    ----------
    film : OutputContainer
        The MP4 being written.
    source : AudioStream
        The sound to carry over.
    medium : InputContainer
        Holds the source; nobody else may read from it.
    """

    def __init__(self, film: OutputContainer, source: AudioStream, medium: InputContainer) -> None:
        self._film, self._source = film, source
        self._packets = _packets(medium, source)
        self._last_dts: int | None = None
        self._read_to_s = float("-inf")
        self._origin_s = 0.0
        self._out: AudioStream
        if source.codec_context.name in _PLAYED_AS_IT_IS:
            self.kept = SoundKept.COPIED
            self._out = film.add_stream_from_template(source)
        else:
            self.kept = SoundKept.ENCODED
            self._out = film.add_stream("aac", rate=_aac_rate(source.codec_context.sample_rate))
            self._out.bit_rate = _AAC_BITS_PER_S
            self._out.layout = "mono" if source.codec_context.channels == 1 else "stereo"

    @classmethod
    def of(cls, film: OutputContainer, medium: OpenContainer) -> Self | None:
        """Take the first stream of sound that can be read, None if there is none."""
        for source in medium.container.streams.audio:
            # A stream that FFmpeg does not know has no codec context, whatever PyAV's types say.
            if getattr(source.codec_context, "sample_rate", 0):
                return cls(film, source, medium.container)
        return None

    @property
    def start_s(self) -> float:
        """When the sound begins, on the source's clock; never where nothing says so."""
        start, time_base = self._source.start_time, self._source.time_base
        return float("inf") if start is None or time_base is None else float(start * time_base)

    def begin_at(self, origin_s: float) -> None:
        """Make `origin_s` on the source's clock the film's time 0."""
        self._origin_s = origin_s

    def advance(self, time_s: float) -> None:
        """Write the sound up to the film's time `time_s`, so that picture and sound lie side by side in the file."""
        while self._read_to_s < time_s and self._take_one():
            pass

    def finish(self) -> None:
        """Write the rest of the sound, and what decoder and encoder still hold back."""
        while self._take_one():
            pass
        if self.kept is SoundKept.ENCODED:
            self._encode(None)
            self._film.mux(self._out.encode(None))

    def _take_one(self) -> bool:
        packet = next(self._packets, None)
        if packet is None:
            return False
        if packet.dts is not None:
            self._read_to_s = float(packet.dts * packet.time_base) - self._origin_s
        if self.kept is SoundKept.COPIED:
            self._copy(packet)
        else:
            self._encode(packet)
        return True

    def _copy(self, packet: Packet[AudioStream]) -> None:
        if packet.dts is None or packet.is_corrupt:
            return
        if self._last_dts is not None and packet.dts <= self._last_dts:
            return
        self._last_dts = packet.dts
        origin = round(self._origin_s / packet.time_base)
        packet.pts, packet.dts = None if packet.pts is None else packet.pts - origin, packet.dts - origin
        packet.stream = self._out
        self._film.mux(packet)

    def _encode(self, packet: Packet[AudioStream] | None) -> None:
        for frame in self._decoded(packet):
            if frame.pts is not None and frame.time_base is not None:
                frame.pts -= round(self._origin_s / frame.time_base)
            self._film.mux(self._out.encode(frame))

    def _decoded(self, packet: Packet[AudioStream] | None) -> list[AudioFrame]:
        from av import FFmpegError

        try:
            return [frame for frame in self._source.decode(packet) if frame.pts is not None]
        except FFmpegError:
            return []


def _packets(medium: InputContainer, source: AudioStream) -> Iterator[Packet[AudioStream]]:
    """Yield the packets of the sound; where the source breaks off, they end."""
    from av import FFmpegError

    try:
        for packet in medium.demux(source):
            if packet.size:
                yield packet
    except FFmpegError:
        return


def _aac_rate(rate: int) -> int:
    """Return the AAC sample rate that loses least: the same, or the next one above."""
    return min((known for known in _AAC_RATES if known >= rate), default=_AAC_RATES[0])
