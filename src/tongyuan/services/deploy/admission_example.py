"""A synthetic project to begin with."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["example_text"]


def example_text(*, region: str) -> str:
    """Give the example's YAML, placed in a region.

    Parameters
    ----------
    region
        Code.

    Returns
    -------
    str
        YAML.

    Examples
    --------
    >>> 'region: "990000"' in example_text(region="990000")
    True
    """
    text = (files("tongyuan.services") / "data" / "admission_example.yaml").read_text(encoding="utf-8")
    return text.replace("REGION", region)
