"""The live view of a run in a notebook."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

__getattr__, __dir__, __all__ = offer(__name__, {"RunDetails": ".run_details"})
