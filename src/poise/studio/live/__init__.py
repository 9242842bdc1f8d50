"""Live coaching: a stream of numbered items in, numbered events out; docs/live-protocol.md is its contract."""

from poise.studio.live.items import Batch, Item, ItemKind, Mark, decode_batch, decode_items, encode_item
from poise.studio.live.recording import Recorder, recording_chunks
from poise.studio.live.session import LiveSession, Target

__all__ = [
    "Batch",
    "Item",
    "ItemKind",
    "LiveSession",
    "Mark",
    "Recorder",
    "Target",
    "decode_batch",
    "decode_items",
    "encode_item",
    "recording_chunks",
]
