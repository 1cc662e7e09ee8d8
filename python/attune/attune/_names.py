"""Names for jobs that were given none, in the style of the host's own; chosen here, so that a call may be sent twice."""

from __future__ import annotations

import secrets

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another

_ADJECTIVES = (
    "amber bold brave bright calm clever coral crisp dapper eager fair fleet fond gentle golden happy honest jolly keen kind "
    "light lively lucid mellow mild neat noble olive plucky polite proud quick quiet red sage sharp silver smart steady sunny "
    "sure swift tidy true vivid warm wise witty"
).split()

_NOUNS = (
    "acorn apple badger bay beaver birch brook cedar cherry cloud comet cove crane dune eagle elm falcon fern finch fjord grove "
    "harbor hare hazel heron island ivy kite lake lark leaf lemon lynx maple meadow moon otter owl pear pine plum quill reed "
    "river robin sparrow stone willow"
).split()


def new_name() -> str:
    """Such as ``calm_otter_7k2m9q``; two are the same once in about 10^12."""
    tail = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{secrets.choice(_ADJECTIVES)}_{secrets.choice(_NOUNS)}_{tail}"
