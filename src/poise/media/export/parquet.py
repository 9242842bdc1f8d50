"""Parquet: the table of the CSV, in float32 columns."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from poise.errors import MissingExtra
from poise.media.export.columns import tables
from poise.media.recording import Recording


def write_parquet(recording: Recording, file: BinaryIO, _name: str) -> None:
    """Write one row per person and instant; times are float64, what was not seen is null.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("Parquet needs pyarrow; please run: pip install 'pyarrow>=20'") from error
    names, people = tables(recording)
    instants = len(recording.times_s)
    columns = {
        "time_s": pa.array(np.tile(recording.times_s, len(people))),
        "person": pa.array(np.repeat(np.arange(1, len(people) + 1, dtype=np.int32), instants)),
    }
    if recording.looked_at is not None:
        columns["looked_at"] = pa.array(np.tile(recording.looked_at, len(people)))
    whole = np.concatenate(people) if people else np.empty((0, 0))
    for place, name in enumerate(names):
        columns[name] = pa.array(whole[:, place].astype(np.float32), from_pandas=True)
    table = pa.table(columns).replace_schema_metadata(dict(recording.metadata))
    pq.write_table(table, file, compression="zstd")
