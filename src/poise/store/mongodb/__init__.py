"""Everything in a MongoDB, for a studio that has one already or keeps its data on another machine."""

from poise.store.mongodb.store import MongoStore

__all__ = ["MongoStore"]
