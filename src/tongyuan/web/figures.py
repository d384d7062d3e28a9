"""How figures are written: four significant digits, thousands apart, missing as a dash with its reason."""

from __future__ import annotations

from tongyuan.vocabulary.problems import Language

__all__ = ["Scale", "figure", "mass_scale", "missing"]

DASH = "—"


class Scale:
    """A unit that people read: its name and how many tonnes it holds."""

    def __init__(self, *, unit: str, tonnes: float) -> None:
        self.unit = unit
        self.tonnes = tonnes

    def write(self, mass_t: float | None) -> str:
        """Write a mass given in tonnes, without its unit."""
        return figure(None if mass_t is None else mass_t / self.tonnes)


def figure(value: float | None, *, digits: int = 4) -> str:
    """Write a value with so many significant digits.

    Parameters
    ----------
    value
        The value; None where it is missing.
    digits
        Significant digits; digits before the point are never cut.

    Returns
    -------
    str
        The value as shown.

    Examples
    --------
    >>> figure(348980.7299), figure(0.01234), figure(None)
    ('348,981', '0.01234', '—')
    """
    if value is None:
        return DASH
    if value == 0:
        return "0"
    magnitude = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    if magnitude >= digits:
        return f"{value:,.0f}"
    if magnitude:
        return f"{value:,.{digits - magnitude}f}"
    return f"{value:.{digits}g}"


def missing(state: str | None, language: Language) -> str:
    """Write a missing figure: a dash and why it is missing.

    Parameters
    ----------
    state
        A state of ``vocabulary.missing``, or None.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        The dash with its reason.

    Examples
    --------
    >>> missing("NE", "en")
    '— NE not estimated'
    """
    if state is None:
        return DASH
    from tongyuan.vocabulary.missing import Missing

    found = Missing(state)
    words = found.label_zh if language == "zh" else found.label_en
    key = "" if found is Missing.NOT_REPORTED else f"{found.value} "
    return f"{DASH} {key}{words}"


def mass_scale(largest_t: float, language: Language) -> Scale:
    """Choose the unit in which masses up to a size are read.

    Parameters
    ----------
    largest_t
        The largest mass to show [t].
    language
        ``zh`` gives t, 万吨, 亿吨; ``en`` gives t, kt, Mt.

    Returns
    -------
    Scale
        The unit.

    Examples
    --------
    >>> mass_scale(3.5e8, "zh").unit, mass_scale(3.5e8, "en").unit
    ('亿吨', 'Mt')
    """
    steps = (
        [("亿吨", 1e8), ("万吨", 1e4), ("吨", 1.0)]
        if language == "zh"
        else [("Mt", 1e6), ("kt", 1e3), ("t", 1.0)]
    )
    for unit, tonnes in steps:
        if abs(largest_t) >= tonnes:
            return Scale(unit=unit, tonnes=tonnes)
    return Scale(unit=steps[-1][0], tonnes=steps[-1][1])
