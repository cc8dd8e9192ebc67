"""The faces of text that is printed or saved as a picture."""

from __future__ import annotations


def print_families() -> list[str]:
    """Return the families of printed text by name, the best first.

    By name: the system's own fallback picks the Japanese cut of Chinese characters. The last
    named hold characters that Windows keeps apart, as 𠮷.
    """
    return [
        "Microsoft YaHei",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "PingFang SC",
        "WenQuanYi Micro Hei",
        "SimSun-ExtB",
        "sans-serif",
    ]
