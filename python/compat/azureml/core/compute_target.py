"""Where v1 code imports this exception from."""

from ..exceptions import ComputeTargetException

__all__ = ["ComputeTargetException"]
