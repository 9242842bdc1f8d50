"""What the processes of one studio tell each other; the store holds what is true."""

from poise.wakeups.local import LocalWakeups
from poise.wakeups.wakeups import Handler, Topic, Wakeups

__all__ = ["Handler", "LocalWakeups", "Topic", "Wakeups"]
