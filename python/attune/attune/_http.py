"""One call over HTTP: its address, its body, what it is refused with, and which certificate is trusted."""

from __future__ import annotations

import http.client
import json as _json
import os
import re
import ssl
import urllib.error
import urllib.request
from typing import Any, Dict, Mapping, Optional, Tuple
from urllib.parse import urlencode, urlsplit

from ._place import PathLike
from .errors import AttuneError, HostRefusal

API_VERSION = "2022-10-01"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A host sends no call elsewhere; whatever does is not one, and gets no token."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Body:
    """The body of one try: a file is opened anew for each."""

    def __init__(self, data: Optional[bytes], file: Optional[PathLike], headers: Mapping[str, str]):
        self._data, self._file, self._headers = data, file, dict(headers)

    def __enter__(self) -> Tuple[Any, Dict[str, str]]:
        if self._file is None:
            return self._data, self._headers
        self._stream = open(os.fspath(self._file), "rb")
        self._headers["Content-Length"] = str(os.fstat(self._stream.fileno()).st_size)
        return self._stream, self._headers

    def __exit__(self, *_: Any) -> None:
        if self._file is not None:
            self._stream.close()


def address(url: str, path: str, query: Optional[Mapping[str, Any]]) -> str:
    if "://" in path:
        # An address that the host told; it may have moved since.
        parts = urlsplit(path)
        path = parts.path + ("?" + parts.query if parts.query else "")
        prefix = urlsplit(url).path
        url = url[: len(url) - len(prefix)] if prefix and path.startswith(prefix + "/") else url
    asked = {name: value for name, value in (query or {}).items() if value is not None}
    if path.lower().startswith("/subscriptions") and "api-version=" not in path:
        asked.setdefault("api-version", API_VERSION)
    if not asked:
        return url + path
    return url + path + ("&" if "?" in path else "?") + urlencode(asked, doseq=True)


def refusal(error: urllib.error.HTTPError) -> Tuple[HostRefusal, Optional[float]]:
    try:
        body = _json.loads(error.read().decode("utf-8"))
    except (ValueError, OSError, http.client.HTTPException):
        body = None
    after = error.headers.get("Retry-After", "") if error.headers else ""
    return HostRefusal.of(error.code, body), float(after) if after.isdigit() else None


def cause(error: BaseException) -> Exception:
    reason = getattr(error, "reason", None)
    return reason if isinstance(reason, Exception) else error  # type: ignore[return-value]


def is_loopback(name: str) -> bool:
    return name in ("localhost", "::1") or name.startswith("127.")


def context(certificate: Optional[str]) -> ssl.SSLContext:
    trusted = ssl.create_default_context()
    if certificate:
        text = certificate
        if "BEGIN CERTIFICATE" not in certificate:
            try:
                with open(certificate, encoding="ascii", errors="replace") as file:
                    text = file.read()
            except OSError as error:
                raise AttuneError(f"The certificate {certificate} cannot be read: {error}.") from error
        # The home's own file holds the key as well, which is none of ours.
        found = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", text, re.DOTALL)
        if not found:
            raise AttuneError(f"{certificate} holds no certificate: `attune certificate export attune.pem` writes one.")
        trusted.load_verify_locations(cadata="\n".join(found))
        # It is its own issuer and signs nothing else, which strict readings of the rules do not foresee.
        trusted.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        trusted.verify_flags |= getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0)
    return trusted
