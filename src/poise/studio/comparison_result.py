"""A comparison as a JSON object for machines: the terminal and the web share it."""

from __future__ import annotations

from typing import Any

from poise.catalogue.words import sentence
from poise.studio.compare import ComparedPictures


def comparison_object(result: ComparedPictures) -> dict[str, Any]:
    """Return what was found as `poise compare --json` prints it, without the files' names."""
    found = result.comparison
    return {
        "verdict": "compared" if found and found.is_judged else "cannot judge",
        "reason": result.reason,
        "score": found.score if found else None,
        "uncertainty": found.uncertainty if found else None,
        "distance_deg": found.distance_deg if found else None,
        "mirrored": bool(found and found.mirrored),
        "limbs": [
            {
                "name": limb.name,
                "error_deg": limb.error_deg if limb.is_compared else None,
                "compared": limb.is_compared,
                "direction": limb.direction,
                "hidden": limb.hidden.value if limb.hidden else None,
            }
            for limb in (found.limbs if found else ())
        ],
        "remarks": [
            {
                "limb": remark.limb,
                "action": remark.action,
                "joints": list(remark.joints),
                "amount_deg": remark.amount_deg,
                "text": sentence(remark),
            }
            for remark in result.remarks
        ],
        "words": list(result.words),
    }
