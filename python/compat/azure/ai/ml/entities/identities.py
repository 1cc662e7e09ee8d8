"""As whom a job runs. It runs as the host's account, whatever is said; the host says so in a notice."""

from __future__ import annotations

from typing import Any, Dict


class UserIdentityConfiguration:
    """As whoever submits it."""

    def __init__(self, **_: Any):
        """There is nothing to say."""

    def _written(self) -> Dict[str, Any]:
        return {"type": "user_identity"}


class AmlTokenConfiguration:
    """By a token of the workspace."""

    def __init__(self, **_: Any):
        """There is nothing to say."""

    def _written(self) -> Dict[str, Any]:
        return {"type": "aml_token"}
