"""How every benchmark prints a figure: by its name, beside its goal where it has one."""

from __future__ import annotations

OK, MISSED = "ok", "MISSED"
_NAME, _VALUE = 50, 16


def show(
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    digits: int = 2,
) -> None:
    """Print ``value`` in ``unit``; with a goal also whether it was reached."""
    line = f"{name:<{_NAME}} {f'{value:,.{digits}f} {unit}':>{_VALUE}}"
    if at_most is not None:
        line += _judged(value <= at_most, f"at most {at_most:g}")
    if at_least is not None:
        line += _judged(value >= at_least, f"at least {at_least:g}")
    print(line, flush=True)


def is_missed(line: str) -> bool:
    """Tell whether a printed line holds a figure that missed its goal."""
    return line.rstrip().endswith(f" {MISSED}")


def _judged(reached: bool, goal: str) -> str:
    return f"   goal {goal:<14} {OK if reached else MISSED}"
