"""Job files: JSON, and YAML as the host reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Dict

from .errors import AttuneError


def read_job_file(file: Path) -> Dict[str, Any]:
    text = file.read_text(encoding="utf-8-sig")
    try:
        read = json.loads(text)
    except ValueError:
        read = _yaml(text, file)
    if not isinstance(read, dict):
        raise ValueError(f"{file} is no job file: a job is a mapping.")
    return read


def _yaml(text: str, file: Path) -> Any:
    try:
        import yaml
    except ImportError:
        raise AttuneError(
            f"To read {file}, Python needs PyYAML: pip install pyyaml, or apt install python3-yaml. "
            f"Without it, hand the file in where the host runs: attune job create {file}"
        ) from None

    class Loader(yaml.SafeLoader):
        """YAML 1.2 as the host reads it: 1e-3 is a number, yes and no are texts."""

    Loader.yaml_implicit_resolvers = {
        key: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":float", ":int", ":timestamp"))]
        for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    boolean, whole, real = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
    Loader.add_implicit_resolver(boolean, re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
    Loader.add_implicit_resolver(whole, re.compile("^[-+]?[0-9]+$"), list("-+0123456789"))
    number = r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    Loader.add_implicit_resolver(real, re.compile(number), list("-+0123456789."))
    Loader.add_constructor(whole, lambda loader, node: int(node.value))
    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"{file} cannot be read: {error}") from error
