"""Sign-in: a host is entered by the token that its home, config file or environment gives, whichever of these is named."""

from __future__ import annotations

from typing import Any, Dict

from attune import _wire


class _Authentication:
    def __init__(self, *_: Any, **__: Any):
        """Every argument is accepted; none is used."""

    def get_authentication_header(self) -> Dict[str, str]:
        """The header that calls to the host carry."""
        return {"Authorization": "Bearer " + self.get_token().token}

    def get_token(self, *_: Any, **__: Any) -> Any:
        from azure.core.credentials import AccessToken
        from attune_compat.token import expires

        return AccessToken(_wire.find().token, expires())


class InteractiveLoginAuthentication(_Authentication):
    """Nobody is asked: the host's token is there already."""


class ServicePrincipalAuthentication(_Authentication):
    """Tenant, principal and password are not looked at."""


class AzureCliAuthentication(_Authentication):
    """The Azure CLI is not asked."""


class MsiAuthentication(_Authentication):
    """There are no managed identities; the host's token is used."""


class TokenAuthentication(_Authentication):
    """The token that is given is not used: it is another service's."""
