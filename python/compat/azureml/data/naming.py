"""Names of data: v1 took any text, an asset's name has letters, digits, dashes, dots and underscores."""

from __future__ import annotations

import hashlib
import re

#: The property of an asset that holds the name as it was written.
NAME = "azureml.name"

#: The property that holds the description of a v1 dataset.
SAID = "azureml.dataset"

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}\Z")


def asset_name(name: str) -> str:
    """The asset's name for a text: itself where it is one; else its letters, with a mark that tells texts apart."""
    if not name or not name.strip():
        raise ValueError("Data needs a name.")
    if _PLAIN.match(name):
        return name
    letters = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:100]
    mark = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{letters}-{mark}" if letters else f"data-{mark}"
