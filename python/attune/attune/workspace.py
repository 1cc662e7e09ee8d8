"""A workspace of a host: where everything begins."""

from __future__ import annotations

import os
from typing import Any, Optional, Union

from . import _html, _wire
from .compute import Computes
from .data import DataAssets
from .jobs import Jobs
from .models import Models

PathLike = Union[str, "os.PathLike[str]"]


class Workspace:
    """A workspace: its ``jobs``, ``data``, ``compute`` and ``models``."""

    def __init__(self, connection: _wire.Connection):
        #: Calls to the host, for what this package has no verb for.
        self.connection = connection
        self.jobs = Jobs(connection)
        self.data = DataAssets(connection)
        self.compute = Computes(connection)
        self.models = Models(connection)

    @classmethod
    def from_config(cls, path: Optional[PathLike] = None) -> "Workspace":
        """The workspace that ``config.json`` names: the given one, or the nearest upwards from the current folder.

        Without such a file, as :func:`attune.connect`. ``attune workspace config`` writes one.
        """
        return connect(config=path)

    @property
    def name(self) -> str:
        return self.connection.workspace

    @property
    def url(self) -> str:
        """The host's address; the studio is there."""
        return self.connection.url

    def details(self) -> Any:
        """What the host tells of the workspace."""
        return self.connection.get(self.connection.workspace_id)

    def __repr__(self) -> str:
        return f"Workspace({self.name} at {self.url})"

    def _repr_html_(self) -> str:
        return _html.facts(
            f"Workspace {self.name}",
            [("studio", _html.link(self.url, self.url)), ("found by", self.connection.place.told_by)],
        )


def connect(
    url: Optional[str] = None,
    token: Optional[str] = None,
    workspace: Optional[str] = None,
    *,
    config: Optional[PathLike] = None,
    home: Optional[PathLike] = None,
    certificate: Optional[str] = None,
) -> Workspace:
    """Connects to a host.

    Without arguments it is found: by the variables that trials and compute instances have (``ATTUNE_URL``, ``ATTUNE_TOKEN``), else by
    the nearest ``config.json`` upwards from the current folder, else by the nearest home ``.attune``.

    :param url: such as ``http://127.0.0.1:23456``; with it ``token``, else the variable ``ATTUNE_TOKEN`` counts.
    :param workspace: default: the one that was found, else ``default``.
    :param config: a ``config.json``, or a folder with one. :param home: a home, or the folder that holds it.
    :param certificate: what a host with TLS proves itself by, as ``attune certificate export`` writes it.
    :raises HostNotFound: nothing tells of a host. :raises HostAway: it does not answer. :raises AccessDenied: the token is not good.
    """
    connection = _wire.connect(url, token, workspace, config=config, home=home, certificate=certificate)
    connection.get(connection.workspace_id)
    return Workspace(connection)
