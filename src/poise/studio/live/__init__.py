"""Activities before a camera: numbered items in, numbered events out; docs/live-protocol.md is their contract."""

from poise.studio.activity.activity import Mark
from poise.studio.live.items import Batch, Item, ItemKind, decode_batch, decode_items, encode_item
from poise.studio.live.recording import Recorder, recording_chunks
from poise.studio.live.session import LiveSession, PlacedMark

__all__ = [
    "Batch",
    "Item",
    "ItemKind",
    "LiveSession",
    "Mark",
    "PlacedMark",
    "Recorder",
    "decode_batch",
    "decode_items",
    "encode_item",
    "recording_chunks",
]
