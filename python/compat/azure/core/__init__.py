"""The bits of azure-core that tuning notebooks touch. Where azure-core itself is installed, it is used instead."""

from attune_compat.names import step_aside

if not step_aside(__name__):
    __compat__ = "attune"
    __version__ = "0.1.0"
