"""Credentials. Whichever is named gives the host's own token: nobody signs in to a cloud."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

_NAMES = dict.fromkeys(
    (
        "AzureCliCredential",
        "ChainedTokenCredential",
        "ClientSecretCredential",
        "CredentialUnavailableError",
        "DefaultAzureCredential",
        "DeviceCodeCredential",
        "EnvironmentCredential",
        "InteractiveBrowserCredential",
        "ManagedIdentityCredential",
        "UsernamePasswordCredential",
        "VisualStudioCodeCredential",
    ),
    ".credentials",
)

__getattr__, __dir__, __all__ = offer(
    __name__, _NAMES, {"CertificateCredential": "use DefaultAzureCredential: the host's token is all that is needed."}
)
