"""How figures are written: four significant digits, thousands separated, missing with its reason."""

from __future__ import annotations

from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import Language
from tongyuan.web.words import translate

__all__ = ["DASH", "Scale", "exact", "figure", "mass_scale", "missing", "percent", "printed", "worded"]

DASH = "—"
WHOLE = 1e6  # from here on seven digits hold nothing behind the point


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
    >>> figure(348980.7299), figure(0.0123456), figure(None)
    ('348,981', '0.01235', '—')
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


def exact(value: float | None) -> str:
    """Write a value with seven significant digits at most and no idle zeros, for trees.

    Parameters
    ----------
    value
        The value; None where it is missing.

    Returns
    -------
    str
        The value as shown.

    Examples
    --------
    >>> exact(1.0), exact(547753.2049), exact(48693200.0), exact(0.00959)
    ('1', '547,753.2', '48,693,200', '0.00959')
    """
    if value is None:
        return DASH
    return f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:,.7g}"


def printed(value: float | None) -> str:
    """Write a value with two digits behind the point, as the yearbook prints its balances.

    Parameters
    ----------
    value
        The value; None where it is missing.

    Returns
    -------
    str
        The value as shown.

    Examples
    --------
    >>> printed(-15224.3), printed(0.13), printed(None)
    ('-15,224.30', '0.13', '—')
    """
    return DASH if value is None else f"{value:,.2f}"


def percent(share: float | None, *, signed: bool = False) -> str:
    """Write a share as a percentage without its sign of percent; very small ones as 0.

    Parameters
    ----------
    share
        The share [1].
    signed
        Show a plus.

    Returns
    -------
    str
        The percentage with two digits behind the point.

    Examples
    --------
    >>> percent(-0.33283), percent(0.0134, signed=True), percent(1e-9)
    ('-33.28', '+1.34', '0.00')
    """
    if share is None:
        return DASH
    text = f"{share * 100:+.2f}" if signed else f"{share * 100:.2f}"
    return "0.00" if float(text) == 0 else text


def worded(value: float | None, unit: str, language: Language) -> str:
    """Write a value whose unit is a word: yes or no for 是/否; a figure for any other unit, whole ones bare.

    Parameters
    ----------
    value
        The value; None where it is missing.
    unit
        Unit as the table gives it.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        The value as shown.

    Examples
    --------
    >>> worded(1.0, "是/否", "en"), worded(3.0, "名次", "zh"), worded(14.5, "%", "zh")
    ('yes', '3', '14.50')
    """
    if value is None:
        return DASH
    if unit == "是/否":
        return translate("是" if value >= 1 else "否", language)
    return f"{value:,.0f}" if value == round(value) else figure(value)


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
    zh = [("亿吨", 1e8), ("万吨", 1e4), ("吨", 1.0)]
    en = [("Mt", 1e6), ("kt", 1e3), ("t", 1.0)]
    steps = zh if language == "zh" else en
    for unit, tonnes in steps:
        if abs(largest_t) >= tonnes:
            return Scale(unit=unit, tonnes=tonnes)
    return Scale(unit=steps[-1][0], tonnes=steps[-1][1])
