"""Poses that people keep in the studio: landmarks that a camera or a film showed, never a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import ValidationError

from poise.catalogue.poses import Figure, ReferencePose, library
from poise.errors import Conflict, NotThere, QuotaReached, RequestError
from poise.store import Account, SavedPose, Store
from poise.studio.clock import now_ms
from poise.studio.library.own_exercises import MAX_NAME, new_exercise_identifier
from poise.studio.library.poses import all_poses
from poise.studio.library.reference_landmarks import ReferenceLandmarks

MAX_POSES = 200
"""Poses of one account."""

_LEAST_SEEN = 0.5  # as many of the points have to be known that the pose can be judged
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-x[0-9a-f]{6}")


async def add_pose(
    store: Store,
    account: Account,
    name: str,
    landmarks: ReferenceLandmarks,
    *,
    notes: str = "",
    identifier: str = "",
) -> ReferencePose:
    """Keep a pose for an account.

    Parameters
    ----------
    store : Store
        Where.
    account : Account
        Whose it will be.
    name, notes : str
        For people.
    landmarks : ReferenceLandmarks
        What was seen.
    identifier : str
        That of a pose that was removed and is restored; "" for a new one.

    Raises
    ------
    RequestError
        If the name is no name, or too little of the body was seen.
    QuotaReached
        If the account has as many as it may have.
    Conflict
        If the account has a pose of that name, or the identifier is in use.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise RequestError(f"A pose's name has 1 to {MAX_NAME} letters in one line; choose another.")
    known = sum(value is not None for value in landmarks.rows)
    if known < _LEAST_SEEN * len(landmarks.rows):
        raise RequestError("Too little of the body was seen; show yourself from head to feet.")
    kept = await store.poses.list_for(account.identifier)
    if len(kept) >= MAX_POSES:
        raise QuotaReached(
            f"You have {MAX_POSES} poses, as many as each person may have here; remove old ones."
        )
    if identifier and not _IDENTIFIER.fullmatch(identifier):
        raise RequestError("This is not the identifier of a pose of one's own; leave it out.")
    if any(one.identifier == identifier for one in kept):
        raise Conflict("The identifier is in use; please try again.")
    details = landmarks.document()
    saved = SavedPose(
        identifier or new_exercise_identifier(name), account.identifier, name, now_ms(), notes, details
    )
    await store.poses.add(saved)
    return _reference(saved, landmarks)


async def remove_pose(store: Store, account: Account, identifier: str) -> None:
    """Remove a pose of one's own for good; sessions that were held with it stay.

    Raises
    ------
    NotThere
        If the account has none with this identifier.
    """
    if identifier not in {one.identifier for one in await store.poses.list_for(account.identifier)}:
        raise NotThere("There is no such pose.")
    await store.poses.remove(account.identifier, identifier)


async def own_poses(store: Store, account: Account) -> Mapping[str, ReferencePose]:
    """Return the poses of an account by identifier, in the order of their names; unreadable ones are left out."""
    found = {}
    for one in await store.poses.list_for(account.identifier):
        try:
            found[one.identifier] = _reference(one, ReferenceLandmarks.read(one.details))
        except ValidationError:
            continue
    return found


async def find_pose_for(store: Store, account: Account, identifier: str) -> ReferencePose:
    """Return a pose that somebody may choose: of the library, of this studio's files, or their own.

    Raises
    ------
    NotThere
        If there is none.
    """
    known = library().get(identifier) or all_poses()[0].get(identifier)
    found = known or (await own_poses(store, account)).get(identifier)
    if found is None:
        raise NotThere("There is no such pose.")
    return found


def _reference(kept: SavedPose, landmarks: ReferenceLandmarks) -> ReferencePose:
    pose = landmarks.pose()
    return ReferencePose(
        identifier=kept.identifier,
        name=kept.name,
        tradition="own",
        summary=kept.notes,
        instructions=(),
        look_at="",
        figure=Figure(pose.world),
        pose=pose,
    )
