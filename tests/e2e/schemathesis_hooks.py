"""What Schemathesis has to be told of the studio's own types of bodies."""

from __future__ import annotations

from typing import Any

import schemathesis

from poise.web.tus import BODY_TYPE


@schemathesis.serializer(BODY_TYPE)
def send_bytes(_context: Any, value: Any) -> bytes:
    """Send the bytes of an upload as they were made up."""
    made_up = getattr(value, "data", value)
    return made_up if isinstance(made_up, bytes) else str(made_up).encode("utf-8", "surrogatepass")
