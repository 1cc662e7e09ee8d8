"""The bits of azure-core that tuning notebooks touch. Where azure-core itself is installed, it is used instead."""

from attune_compat import MARK, __version__
from attune_compat.names import refuse_others, step_aside

if not step_aside(__name__):
    __compat__ = MARK
    __getattr__ = refuse_others(__name__, "install azure-core beside these packages; it is then used instead.")

__all__ = ["__version__"]
