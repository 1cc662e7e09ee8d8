"""Where a host is, and what lets in there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Union
from urllib.parse import urlsplit

from .errors import HostNotFound

#: The folder in which a home keeps all of its state.
HOME = ".attune"
CONFIG = "config.json"

# Config files of Azure's clients lie here too.
_CONFIG_PLACES = ("", HOME, ".azureml")

# Where nobody named a subscription or group.
_NO_SUBSCRIPTION = "local"
_NO_GROUP = "attune"

PathLike = Union[str, "os.PathLike[str]"]


class Place(NamedTuple):
    """Where a host is, and what lets in there."""

    #: ``http://127.0.0.1:23456``, without a slash at its end.
    url: str
    token: str
    workspace: str = "default"
    subscription: str = _NO_SUBSCRIPTION
    group: str = _NO_GROUP
    #: The certificate that is trusted over TLS, as PEM text or the path of a file; None: those that this machine trusts.
    certificate: Optional[str] = None
    #: The home on this machine from which address and token were read; they are read again when the host has moved.
    home: Optional[str] = None
    #: What told of the host, for messages.
    told_by: str = ""

    def again(self) -> "Place":
        """The place as its home tells it now."""
        if self.home is None:
            return self
        url, token = _address(Path(self.home)), _token(Path(self.home))
        return self._replace(url=url or self.url, token=token or self.token)


def find(
    url: Optional[str] = None,
    token: Optional[str] = None,
    workspace: Optional[str] = None,
    *,
    config: Optional[PathLike] = None,
    home: Optional[PathLike] = None,
    certificate: Optional[str] = None,
    environment: Optional[Mapping[str, str]] = None,
    start: Optional[PathLike] = None,
) -> Place:
    """Finds the host: what is given, else what the environment of a trial or an instance says, else the
    nearest ``config.json`` upwards, else the nearest home folder ``.attune`` upwards.

    :raises HostNotFound: nothing tells of one; the message says where was looked and what to do.
    """
    variables = os.environ if environment is None else environment
    folder = Path(start or os.getcwd()).absolute()
    looked: List[str] = []
    place = (
        _given(url, token, certificate, variables, folder)
        or (_from_config(Path(config), variables, looked, named=True) if config is not None else None)
        or (_from_home(Path(home), looked, named=True) if home is not None else None)
        or _from_environment(variables, looked)
        or _from_configs(folder, variables, looked)
        or _from_homes(folder, looked)
    )
    if place is None:
        raise HostNotFound(
            "No Attune host was found. Looked for "
            + ", ".join(looked)
            + ".\nStart one with `attune studio` in your project's folder and connect from that folder or one below it, "
            "or name it: attune.connect(url='http://127.0.0.1:PORT', token='...')."
        )
    if workspace:
        place = place._replace(workspace=workspace)
    if certificate:
        place = place._replace(certificate=certificate)
    return place


def _given(
    url: Optional[str], token: Optional[str], certificate: Optional[str], variables: Mapping[str, str], folder: Path
) -> Optional[Place]:
    if not url:
        return None
    url = _cleaned(url)
    token = token or variables.get("ATTUNE_TOKEN")
    own = next((home for home in _upwards(folder, HOME) if home.is_dir()), None)
    # The nearest home's token is sent only to that home's own host.
    if not token and own is not None and url in (_address(own), _secure_address(own)):
        token, certificate = _token(own), certificate or _own_certificate(own)
    if not token:
        raise HostNotFound(
            f"A token is needed for {url}: attune.connect(url, token='...'), or the variable ATTUNE_TOKEN. "
            "Your tokens are made in the studio, behind your name, or with `attune token create -u NAME`; "
            "the home's own is in .attune/keys/host-token."
        )
    workspace = variables.get("ATTUNE_WORKSPACE") or "default"
    return Place(url, token, workspace, certificate=certificate or _env_certificate(variables), told_by="the address given")


def _from_environment(variables: Mapping[str, str], looked: List[str]) -> Optional[Place]:
    workspace = variables.get("ATTUNE_WORKSPACE") or "default"
    certificate = _env_certificate(variables)
    looked.append("the variables ATTUNE_URL, ATTUNE_HOME")
    if variables.get("ATTUNE_URL"):
        token = variables.get("ATTUNE_TOKEN")
        if not token:
            raise HostNotFound("The variable ATTUNE_URL names a host; set ATTUNE_TOKEN to a token of it, too.")
        return Place(_cleaned(variables["ATTUNE_URL"]), token, workspace, certificate=certificate, told_by="ATTUNE_URL")
    address, token = variables.get("MLFLOW_TRACKING_URI", ""), variables.get("MLFLOW_TRACKING_TOKEN", "")
    # Another product's tracking server may stand in these.
    if address.startswith("http") and (token.startswith("attune-") or variables.get("ATTUNE_TRIAL")):
        return Place(
            _cleaned(address), token, workspace, certificate=certificate, told_by="MLFLOW_TRACKING_URI"
        )
    if variables.get("ATTUNE_HOME"):
        return _from_home(Path(variables["ATTUNE_HOME"]), looked, named=True)
    return None


def _from_configs(folder: Path, variables: Mapping[str, str], looked: List[str]) -> Optional[Place]:
    looked.append(f"{CONFIG} in {folder} and above")
    for place in _CONFIG_PLACES:
        for file in _upwards(folder, place, CONFIG) if place else _upwards(folder, CONFIG):
            found = _from_config(file, variables, looked, named=False) if file.is_file() else None
            if found is not None:
                return found
    return None


def _from_config(file: Path, variables: Mapping[str, str], looked: List[str], *, named: bool) -> Optional[Place]:
    if file.is_dir():
        file = next((file / each / CONFIG for each in _CONFIG_PLACES if (file / each / CONFIG).is_file()), file / CONFIG)
    try:
        said: Dict[str, Any] = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(said, dict):
            raise ValueError("it is no JSON object")
    except (OSError, ValueError) as error:
        raise HostNotFound(f"{file} cannot be read: {error}. `attune workspace config` writes it.") from error
    home = Path(said["attune_home"]) if said.get("attune_home") else None
    home = home if home is not None and home.is_dir() else None
    # The home knows better than a file that was written once.
    url = (_address(home) if home else None) or said.get("attune_url")
    token = (_token(home) if home else None) or said.get("attune_token") or variables.get("ATTUNE_TOKEN")
    if not url or not token:
        looked.append(f"{file}, which names no {'host that runs here' if not url else 'token'}")
        if not named:
            return None
        raise HostNotFound(
            f"{file} does not tell "
            + ("where a host is" if not url else f"a token for {url}")
            + ". `attune workspace config` writes it where the host runs"
            + (
                "; start the host with `attune studio`."
                if not url
                else "; elsewhere set the variable ATTUNE_TOKEN to a token of yours."
            )
        )
    return Place(
        _cleaned(url),
        token,
        said.get("workspace_name") or "default",
        said.get("subscription_id") or _NO_SUBSCRIPTION,
        said.get("resource_group") or _NO_GROUP,
        said.get("attune_certificate") or _env_certificate(variables) or (_own_certificate(home) if home else None),
        str(home) if home else None,
        str(file),
    )


def _from_homes(folder: Path, looked: List[str]) -> Optional[Place]:
    looked.append(f"{HOME} in {folder} and above")
    home = next((each for each in _upwards(folder, HOME) if each.is_dir()), None)
    return _from_home(home, looked, named=False) if home else None


def _from_home(home: Path, looked: List[str], *, named: bool) -> Optional[Place]:
    home = home.absolute()
    if home.name != HOME and (home / HOME).is_dir():
        home = home / HOME
    url, token = _address(home), _token(home)
    if url and token:
        return Place(url, token, certificate=_own_certificate(home), home=str(home), told_by=str(home))
    looked.append(f"{home}, in which no host has run yet")
    if named:
        raise HostNotFound(
            f"No host has run in the home {home} yet. Start one: attune studio --home {home}"
            if home.is_dir()
            else f"There is no home {home}."
        )
    return None


def _upwards(folder: Path, *names: str) -> List[Path]:
    return [each.joinpath(*names) for each in (folder, *folder.parents)]


def _address(home: Path) -> Optional[str]:
    port = _text(home / "port")
    return f"http://127.0.0.1:{port}" if port and port.isdigit() else None


def _secure_address(home: Path) -> Optional[str]:
    port = _text(home / "port-tls")
    return f"https://127.0.0.1:{port}" if port and port.isdigit() else None


def _token(home: Path) -> Optional[str]:
    return _text(home / "keys" / "host-token")


def _own_certificate(home: Path) -> Optional[str]:
    file = home / "keys" / "tls.pem"
    return str(file) if file.is_file() else None


def _env_certificate(variables: Mapping[str, str]) -> Optional[str]:
    return variables.get("ATTUNE_CERTIFICATE") or None


def _text(file: Path) -> Optional[str]:
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _cleaned(url: str) -> str:
    url = url.strip().rstrip("/")
    parts = urlsplit(url if "://" in url else "http://" + url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise HostNotFound(f"'{url}' is no address of a host: http://127.0.0.1:PORT or https://NAME:PORT.")
    return url if "://" in url else "http://" + url
