"""Tokens."""

from __future__ import annotations

from typing import Any, NamedTuple


class AccessToken(NamedTuple):
    """A token, and when it is to be asked for again, in seconds since 1970."""

    token: str
    expires_on: int


class TokenCredential:
    """Gives tokens."""

    def get_token(self, *scopes: str, **how: Any) -> AccessToken:
        raise NotImplementedError
