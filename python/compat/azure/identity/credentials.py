"""The credentials themselves."""

from __future__ import annotations

from typing import Any

from azure.core.credentials import AccessToken

from attune import _wire
from attune.errors import AttuneError
from attune_compat.token import expires


class CredentialUnavailableError(Exception):
    """No host was found, so there is no token."""


class _HostCredential:
    def __init__(self, *_: Any, **__: Any):
        """Every argument is accepted; none is used."""

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        """The token of the host that is found from here.

        :raises CredentialUnavailableError: none is found; the message says where was looked.
        """
        try:
            return AccessToken(_wire.find().token, expires())
        except AttuneError as error:
            raise CredentialUnavailableError(str(error)) from error

    def close(self) -> None:
        """There is nothing to close."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


class DefaultAzureCredential(_HostCredential):
    """The host's token."""


class InteractiveBrowserCredential(_HostCredential):
    """The host's token; no browser is opened."""


class AzureCliCredential(_HostCredential):
    """The host's token; the Azure CLI is not asked."""


class DeviceCodeCredential(_HostCredential):
    """The host's token; no code is shown."""


class EnvironmentCredential(_HostCredential):
    """The host's token; AZURE_ variables are not read."""


class ManagedIdentityCredential(_HostCredential):
    """The host's token; there are no managed identities."""


class ClientSecretCredential(_HostCredential):
    """The host's token; the secret is not sent anywhere."""


class UsernamePasswordCredential(_HostCredential):
    """The host's token; the password is not sent anywhere."""


class VisualStudioCodeCredential(_HostCredential):
    """The host's token."""


class ChainedTokenCredential(_HostCredential):
    """The host's token, whatever the chain."""
