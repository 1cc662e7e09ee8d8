"""Names of a package that are loaded when they are asked for. One that is lacking says so, with what there is."""

from __future__ import annotations

import difflib
import importlib
import importlib.machinery
import importlib.util
import os
import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

GUIDE = "docs/guides/from-azure-ml.md"


def offer(
    package: str, names: Mapping[str, str], lacking: Optional[Mapping[str, str]] = None
) -> Tuple[Callable[[str], Any], Callable[[], List[str]], List[str]]:
    """The ``__getattr__``, ``__dir__`` and ``__all__`` of a package.

    :param names: each name with the module that has it, ``".workspace"``.
    :param lacking: names that are known to be lacking, with what to do instead.
    """
    module = sys.modules[package]

    def find(name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if name in names:
            value = getattr(importlib.import_module(names[name], package), name)
            setattr(module, name, value)
            return value
        if hasattr(module, "__path__") and importlib.util.find_spec(f"{package}.{name}") is not None:
            return importlib.import_module(f"{package}.{name}")
        # An ImportError, because `from … import` would replace the text of an AttributeError.
        raise missing(f"{package}.{name}", (lacking or {}).get(name), names)

    return find, lambda: sorted({*vars(module), *names}), sorted(names)


def missing(name: str, instead: Optional[str] = None, known: Optional[Mapping[str, str]] = None) -> ImportError:
    """The error for a name that these packages do not have."""
    package, _, last = name.rpartition(".")
    text = f"Attune's compatibility package has no {name}"
    if instead:
        text += ": " + instead.rstrip(".")
    near = difflib.get_close_matches(last, known or (), 1, 0.75)
    if near and not instead:
        text += f". Did you mean {near[0]}?"
    elif known:
        text += f". {package} has {', '.join(sorted(known))}."
    elif not text.endswith("."):
        text += "."
    return ImportError(f"{text} What there is, and what stands in for the rest: {GUIDE}", name=name)


def refuse_others(package: str, instead: Optional[str] = None) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module that defines all of its names itself."""

    def find(name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        own = {key: "" for key, value in vars(sys.modules[package]).items() if _is_of(value, package)}
        raise missing(f"{package}.{name}", instead, own)

    return find


def _is_of(value: Any, package: str) -> bool:
    return getattr(value, "__module__", None) == package and not getattr(value, "__name__", "_").startswith("_")


def step_aside(package: str) -> bool:
    """Puts a package of the same name from further on the path into this one's place; False when there is none.

    What others build on, such as ``azure.core``, must be the whole one where it is installed.
    """
    parent, _, last = package.rpartition(".")
    own = os.path.dirname(os.path.abspath(sys.modules[package].__file__ or ""))
    folders = [
        folder for folder in sys.modules[parent].__path__ if os.path.join(os.path.abspath(folder), last) != own
    ]
    found = importlib.machinery.PathFinder.find_spec(package, folders)
    if found is None or found.loader is None:
        return False
    real = importlib.util.module_from_spec(found)
    sys.modules[package] = real
    found.loader.exec_module(real)
    return True


def keep(**values: Any) -> Dict[str, Any]:
    """The values that are given: a body leaves out what nobody said."""
    return {name: value for name, value in values.items() if value is not None}
