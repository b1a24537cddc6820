"""Stand-in for dbt's `adapter` while sqlfluff renders templates: a dispatched macro is a call."""

from collections.abc import Callable


def dispatch(name: str, package: str = "") -> Callable[..., str]:
    """The macro as a plain function call, for example ``seconds_between(a, b)``."""
    return lambda *arguments: f"{name}({', '.join(str(given) for given in arguments)})"
