"""The host's token in the form of Azure's credentials."""

from __future__ import annotations

import time

# A host's own token has no end; clients ask again before this one.
_LIFETIME = 3600


def expires() -> int:
    """When a token that is given now is to be asked for again, in seconds since 1970."""
    return int(time.time()) + _LIFETIME
