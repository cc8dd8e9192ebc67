"""How names and numbers are shown: enough to recognise, too little to copy."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """Return ``name`` with all but its ends hidden: 张*三, 李*, 古*提."""
    if len(name) <= 1:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" + name[-1]


def mask_number(number: str) -> str:
    """Return a document number with its middle hidden: 310115********4213, M12****78."""
    if len(number) >= 15:
        head, tail = 6, 4
    elif len(number) >= 8:
        head, tail = 3, 2
    else:
        head, tail = 1, 1
    return number[:head] + "*" * max(len(number) - head - tail, 1) + number[len(number) - tail :]
