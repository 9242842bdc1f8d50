"""The REST interface's own description, from which the page's types are made.

python -m poise.web.description > frontend/openapi.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from poise.store.opening import store_at
from poise.web.application import create_api
from poise.web.settings import WebSettings


def description() -> str:
    """Return the OpenAPI document as text; its version is left out, so that a release changes no types."""
    document = create_api(store_at(Path()), WebSettings()).openapi()
    document["info"]["version"] = "1"
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
