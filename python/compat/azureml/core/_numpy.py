"""Names that NumPy 1.24 took away and scripts of the exercise's time still use."""

from __future__ import annotations

import os

#: Set to 0, the names are not restored.
SWITCH = "ATTUNE_NUMPY_NAMES"

_NAMES = {"float": float, "int": int, "bool": bool, "object": object, "str": str, "complex": complex}


def restore_names() -> None:
    """Sets ``numpy.float`` and its like again where they are missing; in trials only, so that no notebook depends on it."""
    if not os.environ.get("AZUREML_RUN_ID") or os.environ.get(SWITCH, "1").lower() in ("0", "no", "off", "false"):
        return
    try:
        import numpy
    except ImportError:
        return
    for name, kind in _NAMES.items():
        if name not in vars(numpy):
            setattr(numpy, name, kind)
