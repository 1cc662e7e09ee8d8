"""Calls to a host: tried again with growing pauses while it is away, its refusals as exceptions in its own words.

``connect`` finds a host and returns a :class:`Connection`; packages that speak its protocols under other names build on it.
"""

from __future__ import annotations

import http.client
import json as _json
import os
import random
import shutil
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple
from urllib.parse import quote, urlsplit

from . import _http
from ._place import Place, PathLike, find
from .errors import AttuneError, HostAway, HostRefusal, NotFound

__all__ = ["Answer", "Connection", "Place", "connect", "find", "quoted"]

PROVIDER = "providers/Microsoft.MachineLearningServices"

# How long a call is tried again: a host may be started anew meanwhile.
_PATIENCE = 180.0
# The first call meets a host that was never reached: rather a wrong address than a restart.
_FIRST_PATIENCE = 10.0
_LONGEST_PAUSE = 5.0
_SILENT_FOR = 3.0

_PASSING = (408, 425, 429, 500, 502, 503, 504)
# The host had not begun with a call that it answers so.
_NOT_BEGUN = (429, 503)

# Of the way to the host; a file that cannot be read or written is no matter of patience.
_TROUBLES = (urllib.error.URLError, ConnectionError, socket.timeout, TimeoutError, ssl.SSLError, http.client.HTTPException)


def connect(
    url: Optional[str] = None,
    token: Optional[str] = None,
    workspace: Optional[str] = None,
    *,
    config: Optional[PathLike] = None,
    home: Optional[PathLike] = None,
    certificate: Optional[str] = None,
    patience: float = _PATIENCE,
) -> "Connection":
    """A connection to the host that is given or found (see :func:`find`). Nothing is sent yet."""
    return Connection(find(url, token, workspace, config=config, home=home, certificate=certificate), patience)


def quoted(*names: str) -> str:
    """Names as a path's segments."""
    return "/".join(quote(name, safe="") for name in names)


class Answer:
    """What the host answered: status, headers (any letter case), body."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes):
        self.status, self.headers, self.body = status, headers, body

    def json(self) -> Any:
        """The body as JSON; None when it is empty."""
        try:
            return _json.loads(self.body.decode("utf-8")) if self.body.strip() else None
        except ValueError as error:
            raise AttuneError(
                "What answered is no Attune host: it sent no JSON. Is the address right, and no proxy between?"
            ) from error

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Connection:
    """Calls to one host. Thread-safe."""

    def __init__(self, place: Place, patience: float = _PATIENCE):
        self.place = place
        #: Seconds for which a call is tried again while the host is away.
        self.patience = patience
        self._reached = False
        self._gate = threading.Lock()
        self._opener: Optional[Tuple[str, urllib.request.OpenerDirector]] = None

    def __repr__(self) -> str:
        return f"Connection({self.place.url}, workspace={self.place.workspace!r})"

    @property
    def url(self) -> str:
        """The host's address, without a slash at its end."""
        return self.place.url

    @property
    def workspace(self) -> str:
        return self.place.workspace

    # Paths of the host's protocols.

    def arm(self, *names: str) -> str:
        """The path of something in the workspace, by the resource protocol: ``arm("jobs", "fox")``."""
        return self.workspace_id + ("/" + quoted(*names) if names else "")

    def history(self, *names: str) -> str:
        """The path of something in the workspace's run history: ``history("runs", "fox_3", "metrics")``."""
        return "/history/v1.0" + self.arm(*names)

    def store(self, *names: str, store: str = "workspaceblobstore") -> str:
        """The path of a file in a datastore."""
        return self.control("datastores", store, "files", *names)

    def control(self, *names: str) -> str:
        """The path of something in the workspace, by Attune's own protocol: ``control("jobs", "fox", "cancel")``."""
        return f"/attune/v1/workspaces/{quoted(self.workspace, *names)}"

    @property
    def workspace_id(self) -> str:
        place = self.place
        return (
            f"/subscriptions/{quoted(place.subscription)}/resourceGroups/{quoted(place.group)}"
            f"/{PROVIDER}/workspaces/{quoted(place.workspace)}"
        )

    # Calls.

    def request(self, method: str, path: str, json: Any = None, **how: Any) -> Any:
        """Sends a call and returns its answer's JSON; None for an empty one. See :meth:`send` for the rest."""
        return self.send(method, path, json, **how).json()

    def get(self, path: str, **query: Any) -> Any:
        return self.request("GET", path, query=query)

    def find(self, path: str, **query: Any) -> Any:
        """As :meth:`get`; None when there is no such thing."""
        try:
            return self.get(path, **query)
        except NotFound:
            return None

    def mlflow(self, method: str, call: str, json: Any = None, **how: Any) -> Any:
        """A call of the tracking protocol: ``mlflow("POST", "runs/log-batch", {...})``."""
        return self.request(method, "/api/2.0/mlflow/" + call, json, **how)

    def pages(self, path: str, **query: Any) -> Iterator[Dict[str, Any]]:
        """The entries of a list of the resource protocol or the history, page by page."""
        answer = self.request("GET", path, query=query)
        while True:
            for entry in answer.get("value", []):
                yield entry
            following = answer.get("nextLink")
            if not following:
                return
            answer = self.request("GET", following)

    def wait_for(self, answer: Answer, patience: Optional[float] = None) -> None:
        """Waits for the end of the operation that an answer tells of; returns at once when it tells of none.

        :raises HostRefusal: the operation failed.
        """
        operation = answer.headers.get("Azure-AsyncOperation")
        deadline = None if patience is None else time.monotonic() + patience
        while operation:
            status = self.request("GET", operation) or {}
            if status.get("status") != "InProgress":
                if status.get("status") != "Succeeded":
                    raise HostRefusal.of(200, {"error": status.get("error") or {"message": str(status.get("status"))}})
                return
            if deadline is not None and time.monotonic() > deadline:
                raise HostAway(f"The operation at {operation} still goes on.")
            time.sleep(0.2)

    def send(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        data: Optional[bytes] = None,
        file: Optional[PathLike] = None,
        query: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, str]] = None,
        patience: Optional[float] = None,
        timeout: float = 120.0,
        repeat: Optional[bool] = None,
    ) -> Answer:
        """Sends a call.

        :param path: a path on the host, or an address of it that it told itself.
        :param json: the body as JSON; or ``data`` bytes; or ``file``, whose content is sent.
        :param patience: seconds to try again while the host is away; 0: one try.
        :param timeout: seconds without a byte after which a try counts as failed.
        :param repeat: whether the call may be sent again when it is not known whether it was done.
            Default: unless the method is POST.
        :raises HostRefusal: the host did not do it; :class:`NotFound`, :class:`AccessDenied`, :class:`Conflict` are such.
        :raises HostAway: it did not answer for as long as ``patience``.
        """
        if json is not None:
            data = _json.dumps(json, allow_nan=False).encode("utf-8")
        lines = {"Accept": "application/json", **(headers or {})}
        if json is not None:
            lines["Content-Type"] = "application/json"
        elif data is not None or file is not None:
            lines.setdefault("Content-Type", "application/octet-stream")
        may_repeat = method != "POST" if repeat is None else repeat

        def attempt() -> Answer:
            with _http.Body(data, file, lines) as (body, sent):
                with self._open(method, path, query, body, sent, timeout) as response:
                    return Answer(response.status, response.headers, response.read())

        return self._insist(attempt, may_repeat, patience)

    def download(self, path: str, target: PathLike, *, query: Optional[Mapping[str, Any]] = None) -> str:
        """Fetches a file; it is at ``target`` whole or not at all."""
        name = os.fspath(target)
        os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
        part = f"{name}.{os.getpid()}.part"

        def attempt() -> str:
            with self._open("GET", path, query, None, {"Accept": "*/*"}, 120.0) as response, open(part, "wb") as file:
                shutil.copyfileobj(response, file, 256 * 1024)
                length = response.headers.get("Content-Length")
                if length is not None and file.tell() < int(length):
                    raise ConnectionResetError("the file broke off")
            os.replace(part, name)
            return name

        try:
            return self._insist(attempt, True, None)
        finally:
            if os.path.exists(part):
                os.remove(part)

    def health(self, patience: Optional[float] = None) -> str:
        """The host's version. It is asked when a connection is made, so that a wrong address is told at once."""
        return self.send("GET", "/version", patience=patience).text.strip()

    # One try, and trying again.

    def _insist(self, attempt: Any, may_repeat: bool, patience: Optional[float]) -> Any:
        if patience is None:
            patience = self.patience if self._reached else min(self.patience, _FIRST_PATIENCE)
        started, pause, told = time.monotonic(), 0.1, False
        while True:
            wait: Optional[float] = None
            try:
                answer = attempt()
                self._reached = True
                if told:
                    print(f"attune: the host at {self.url} answers again.", file=sys.stderr)
                return answer
            except urllib.error.HTTPError as error:
                self._reached = True
                with error:
                    refusal, wait = _http.refusal(error)
                if error.code not in _PASSING or not (may_repeat or error.code in _NOT_BEGUN):
                    raise refusal from None
                trouble: Exception = refusal
            except _TROUBLES as error:
                trouble = _http.cause(error)
                if isinstance(trouble, ssl.SSLCertVerificationError):
                    raise self._untrusted(trouble) from error
                if not may_repeat and not isinstance(trouble, (ConnectionRefusedError, socket.gaierror)):
                    raise HostAway(
                        f"The host at {self.url} broke off before it answered ({trouble}). "
                        "Look whether it did what was asked, then ask again."
                    ) from error
            elapsed = time.monotonic() - started
            wait = max(wait or 0.0, pause * random.uniform(0.5, 1.0))
            if elapsed + wait > patience:
                raise self._away(trouble, elapsed) from trouble
            if elapsed > _SILENT_FOR and not told:
                told = True
                print(
                    f"attune: the host at {self.url} does not answer ({trouble}); trying again for {patience:.0f} s.",
                    file=sys.stderr,
                )
            time.sleep(wait)
            pause = min(pause * 2, _LONGEST_PAUSE)
            self.place = self.place.again()

    def _open(
        self,
        method: str,
        path: str,
        query: Optional[Mapping[str, Any]],
        body: Any,
        headers: Mapping[str, str],
        timeout: float,
    ) -> Any:
        place = self.place
        request = urllib.request.Request(
            _http.address(place.url, path, query),
            data=body,
            headers={"User-Agent": "attune-python", **headers},
            method=method,
        )
        # Not sent on by a redirect, which is not followed anyhow.
        request.add_unredirected_header("Authorization", "Bearer " + place.token)
        return self._opened(place).open(request, timeout=timeout)

    def _opened(self, place: Place) -> urllib.request.OpenerDirector:
        with self._gate:
            if self._opener is None or self._opener[0] != place.url:
                handlers: list = [_http.NoRedirects()]
                if _http.is_loopback(urlsplit(place.url).hostname or ""):
                    # A proxy of the machine is not asked for the machine's own addresses.
                    handlers.append(urllib.request.ProxyHandler({}))
                if place.url.startswith("https:"):
                    handlers.append(urllib.request.HTTPSHandler(context=_http.context(place.certificate)))
                self._opener = (place.url, urllib.request.build_opener(*handlers))
            return self._opener[1]

    def _away(self, trouble: Exception, elapsed: float) -> AttuneError:
        if isinstance(trouble, HostRefusal):
            return trouble
        start = f" --home {self.place.home}" if self.place.home else ""
        told = f" ({self.place.told_by} tells of it)" if self.place.told_by else ""
        return HostAway(
            f"The host at {self.url}{told} did not answer for {elapsed:.0f} s: {trouble}. "
            f"If it does not run, start it: attune studio{start}"
        )

    def _untrusted(self, trouble: Exception) -> AttuneError:
        return HostAway(
            f"The certificate of {self.url} is not trusted: {trouble}. Where the host runs, "
            "`attune certificate export attune.pem` writes it; name that file: attune.connect(url, certificate='attune.pem'), "
            "or the variable ATTUNE_CERTIFICATE."
        )
