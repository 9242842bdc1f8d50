"""Whether OpenCV can draw here, asked before any work begins."""

from __future__ import annotations

from poise.errors import SystemLibraryError

_BUILDS = (
    "opencv-contrib-python-headless",
    "opencv-contrib-python",
    "opencv-python-headless",
    "opencv-python",
)
MEND = f"pip uninstall -y {' '.join(reversed(_BUILDS))} && pip install --no-deps 'opencv-contrib-python-headless>=5'"
"""What leaves the one build of OpenCV that draws without the system's libGL, whichever others were there."""


def require_opencv() -> None:
    """Refuse to draw where OpenCV cannot be loaded, or is too old.

    MediaPipe asks for the build with windows, so that installing something else with pip may put it over the headless
    one; both write the same files, and that one needs the system's libGL.

    Raises
    ------
    SystemLibraryError
        In one sentence, with the command that mends it.
    """
    try:
        import cv2
    except ImportError as error:
        reason = str(error).split(":", maxsplit=1)[0].strip() or "it is broken"
        raise SystemLibraryError(
            f"OpenCV cannot be loaded ({reason}), so nothing can be drawn; run: {MEND}"
        ) from error
    if not hasattr(cv2, "FontFace"):
        raise SystemLibraryError(f"Labels need OpenCV 5, and another one is here; run: {MEND}")
