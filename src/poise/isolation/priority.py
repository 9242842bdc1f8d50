"""Let somebody else go first: people who are coached live do not wait for work that can."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NICENESS = 10


def give_way() -> None:
    """Lower the priority of this process, and of its session, for good."""
    present = os.getpriority(os.PRIO_PROCESS, 0)  # a child of a worker gives way already
    os.nice(max(0, NICENESS - present))
    # Linux shares processor time between sessions (setsid) before it asks how nice their processes are.
    with contextlib.suppress(OSError), Path("/proc/self/autogroup").open("w") as group:
        group.write(str(NICENESS))
