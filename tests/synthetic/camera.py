"""A pinhole camera that looks at the room."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray

# A telephone's main camera (26 mm on 36 x 24 mm film) has a focal length of about 0.72 of the picture's longer side.
_FOCAL_SHARE = 0.72
_NEAREST_M, _FARTHEST_M = 1.2, 12.0


@dataclass(frozen=True)
class View:
    """From where and how a camera looks.

    Parameters
    ----------
    yaw_deg : float
        Around a person whose heading is 0: 0 from the front, 90 from the person's left side, 180 from behind,
        -90 from the right side.
    tilt_deg : float
        How far it looks down; it then stands higher, so that the person stays in the middle.
    roll_deg : float
        Turned clockwise about its own axis; the picture turns the other way.
    distance_m : float or None
        From the middle of the movement; None goes as far as it takes to see all of it.
    fill : float
        How much of the picture the movement fills when the distance is left to the camera.
    zoom : float
        Enlarges the picture about its middle: above 1 what is at the rim lies outside.
    raised : float
        Moves the picture's content down by this share of its height: what is above comes in, the feet go out.
    image_size : (int, int)
        Width and height of the picture in pixels.
    """

    yaw_deg: float = 0.0
    tilt_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float | None = None
    fill: float = 0.8
    zoom: float = 1.0
    raised: float = 0.0
    image_size: tuple[int, int] = (720, 1280)


@dataclass(frozen=True)
class Camera:
    """A camera in the room.

    Parameters
    ----------
    place_m : (3,) float64
        Where its eye is.
    axes : (3, 3) float64
        Rows: the picture's right, the picture's down, and away from the camera, in the room's axes.
    focal_px : float
        Focal length in pixels.
    centre_px : (2,) float64
        Where the axis meets the picture.
    image_size : (int, int)
        Width and height in pixels.
    """

    place_m: FloatArray
    axes: FloatArray
    focal_px: float
    centre_px: FloatArray
    image_size: tuple[int, int]

    def seen_from(self, points: FloatArray) -> FloatArray:
        """Return points (..., 3) of the room in metres along the camera's axes, from its eye."""
        return (points - self.place_m) @ self.axes.T

    def project(self, points: FloatArray) -> FloatArray:
        """Return the pixels (..., 2) of points (..., 3) of the room."""
        seen = self.seen_from(points)
        return self.focal_px * seen[..., :2] / seen[..., 2:] + self.centre_px


def camera_at(view: View, points: FloatArray) -> Camera:
    """Return the camera of a view that looks at the middle of points (..., 3)."""
    flat = points.reshape(-1, 3)
    middle = (flat.min(axis=0) + flat.max(axis=0)) / 2
    if view.distance_m is not None:
        return _camera(view, middle, view.distance_m)
    near, far = _NEAREST_M, _FARTHEST_M
    for _ in range(20):
        between = (near + far) / 2
        near, far = (
            (near, between) if _sees_all(_camera(view, middle, between), flat, view) else (between, far)
        )
    return _camera(view, middle, far)


def _camera(view: View, middle: FloatArray, distance_m: float) -> Camera:
    yaw, tilt, roll = (math.radians(angle) for angle in (view.yaw_deg, view.tilt_deg, view.roll_deg))
    away = np.array([-math.sin(yaw) * math.cos(tilt), -math.sin(tilt), -math.cos(yaw) * math.cos(tilt)])
    level = np.array([math.cos(yaw), 0.0, -math.sin(yaw)])
    down = np.cross(away, level)
    right = math.cos(roll) * level + math.sin(roll) * down
    down = math.cos(roll) * down - math.sin(roll) * level
    width, height = view.image_size
    return Camera(
        place_m=middle - distance_m * away,
        axes=np.stack([right, down, away]),
        focal_px=_FOCAL_SHARE * max(width, height) * view.zoom,
        centre_px=np.array([width / 2, height * (0.5 + view.raised)]),
        image_size=view.image_size,
    )


def _sees_all(camera: Camera, points: FloatArray, view: View) -> bool:
    """Say whether the points fill at most the wanted share of the picture, before zoom and shift."""
    depth = camera.seen_from(points)[:, 2]
    if depth.min() < _NEAREST_M / 4:
        return False
    half = np.array(view.image_size) / 2
    offsets = np.abs(camera.project(points) - camera.centre_px) / view.zoom
    return bool((offsets <= view.fill * half).all())
