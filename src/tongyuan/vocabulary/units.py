"""Units as Chinese statistics write them, through one registry; inside, figures are in canonical units.

``data/units.csv`` gives each unit its meaning; 千, 万, 百万 and 亿 may stand before any of them, and units
may be divided and multiplied (``吨标准煤/万元``). Words such as 是/否 and 指数 are units of a column that
convert to nothing.

Standard coal: 1 kgce = 29.3076 MJ (7,000 kcal at 4.1868 kJ; GB/T 2589). 1 蒸吨/小时 = 0.7 MW. 15 亩 = 1 ha.
One weight case of glass = 50 kg. A percentage point is no percent: the one never converts to the other.
"""

from __future__ import annotations

import math
import unicodedata
from functools import cache
from typing import Any

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Language, Problem

__all__ = ["canonical", "convert", "factor", "is_word", "known", "written"]

PREFIXES = {"千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8, "": 1.0}
POWERS = {"千": "10³ ", "万": "10⁴ ", "百万": "10⁶ ", "亿": "10⁸ ", "": ""}

_OWN_UNITS = (
    "tonne_coal_equivalent = 29.3076 * gigajoule",
    "yuan = [money]",
    "piece = [piece]",
    "enterprise = [enterprise]",
    "vehicle = [vehicle]",
    "person = [person]",
    "household = [household]",
    "teu = [container]",
    "percentage_point = [percentage_point]",
)


def convert(value: float, unit: str, *, to: str) -> float:
    """Convert a value from one unit to another.

    Parameters
    ----------
    value
        The value [``unit``].
    unit
        Unit as written.
    to
        Unit wanted.

    Returns
    -------
    float
        The value [``to``].

    Raises
    ------
    InputError
        ``vocabulary.unit``: a unit is not known, or the two are of different kinds.

    Examples
    --------
    >>> convert(390.0, "万亩", to="公顷")
    260000.0
    >>> convert(1.0, "万吨标准煤", to="太焦")
    293.076
    """
    ratio = factor(unit, to=to)
    return value if ratio == 1.0 else float(f"{value * ratio:.15g}")


@cache
def factor(unit: str, *, to: str) -> float:
    """Return how many of one unit make another.

    Parameters
    ----------
    unit
        Unit as written.
    to
        Unit wanted.

    Returns
    -------
    float
        Multiply a value in ``unit`` by it to have it in ``to``.

    Raises
    ------
    InputError
        ``vocabulary.unit``: a unit is not known, or the two are of different kinds.

    Examples
    --------
    >>> factor("亿千瓦时", to="MWh")
    100000.0
    """
    own, wanted = canonical(unit), canonical(to)
    if own == wanted and known(unit):
        return 1.0
    if is_word(own) or is_word(wanted):
        raise _clash(unit, to)
    registry = _registry()
    try:
        ratio = (_magnitude(own, registry) / _magnitude(wanted, registry)).to_base_units()
    except Exception as error:
        raise _clash(unit, to) from error
    if not ratio.dimensionless:
        raise _clash(unit, to)
    return _settled(float(ratio.magnitude))


def known(unit: str) -> bool:
    """Tell whether a unit can be read.

    Parameters
    ----------
    unit
        Unit as written.

    Returns
    -------
    bool
        True where the registry knows it.

    Examples
    --------
    >>> known("万标箱"), known("万个苹果")
    (True, False)
    """
    text = canonical(unit)
    if is_word(text):
        return True
    try:
        _magnitude(text, _registry())
    except Exception:
        return False
    return True


def is_word(unit: str) -> bool:
    """Tell whether a unit is a word that converts to nothing: 是/否, 名次, 指数.

    Parameters
    ----------
    unit
        Unit as written.

    Returns
    -------
    bool
        True for such a word.

    Examples
    --------
    >>> is_word("是/否"), is_word("万吨")
    (True, False)
    """
    return canonical(unit) in _words()


def canonical(unit: str) -> str:
    """Write a unit in one way: half-width signs, no spaces, no brackets around it.

    Parameters
    ----------
    unit
        Unit as written.

    Returns
    -------
    str
        The same unit.

    Examples
    --------
    >>> canonical("（微克／立方米）")
    '微克/立方米'
    """
    text = "".join(unicodedata.normalize("NFKC", unit).split())
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


@cache
def written(unit: str, *, language: Language) -> str:
    """Write a unit as people of a language read it; a unit that is not in the table stays as it is.

    Parameters
    ----------
    unit
        Unit as written, or a unit code such as ``1e4_t``.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        The unit; empty for a plain ratio.

    Examples
    --------
    >>> written("微克/立方米", language="en"), written("1e8_kWh", language="zh")
    ('µg/m³', '亿千瓦时')
    """
    names = _written(language)
    if unit in names:
        return names[unit]
    for prefix, power in POWERS.items():
        if prefix and unit.startswith(prefix) and unit.removeprefix(prefix) in names:
            return unit if language == "zh" else power + names[unit.removeprefix(prefix)]
    parts = unit.split("/")
    return unit if len(parts) == 1 else "/".join(written(part, language=language) for part in parts)


@cache
def _written(language: Language) -> dict[str, str]:
    rows = packaged_table("units").select("unit", f"written_{language}").rows()
    return {unit: text or "" for unit, text in rows}


def _clash(unit: str, to: str) -> InputError:
    return InputError(Problem("vocabulary.unit", {"got": unit, "expected": to}))


@cache
def _words() -> frozenset[str]:
    rows = packaged_table("units")
    return frozenset(rows.filter(rows["kind"] == "word")["unit"].to_list())


@cache
def _definitions() -> dict[str, str]:
    rows = packaged_table("units").drop_nulls("definition")
    return dict(zip(rows["unit"].to_list(), rows["definition"].to_list(), strict=True))


@cache
def _registry() -> Any:  # noqa: ANN401 - pint builds its registry's class at run time
    from pint import UnitRegistry  # slow to import, and most commands need no unit

    registry: Any = UnitRegistry(autoconvert_offset_to_baseunit=False)
    for definition in _OWN_UNITS:
        registry.define(definition)
    return registry


def _magnitude(text: str, registry: Any) -> Any:  # noqa: ANN401 - quantities of that registry
    """Read a unit as a quantity: whole words first, then parts joined by / and *."""
    if (whole := _meaning(text)) is not None:
        return registry.Quantity(whole)
    dividend, *divisors = text.split("/")
    result = _product(dividend, registry)
    for divisor in divisors:
        result = result / _product(divisor, registry)
    return result


def _product(text: str, registry: Any) -> Any:  # noqa: ANN401 - quantities of that registry
    result = registry.Quantity(1.0)
    for part in text.replace("·", "*").split("*"):
        result = result * registry.Quantity(_meaning(part) or part)
    return result


def _meaning(text: str) -> str | None:
    definitions = _definitions()
    for prefix, times in sorted(PREFIXES.items(), key=lambda item: len(item[0])):
        if text.startswith(prefix) and text[len(prefix) :] in definitions:
            return f"{times!r} * ({definitions[text[len(prefix) :]]})"
    return None


def _settled(ratio: float) -> float:
    """Take off the last binary digits of noise where a short decimal stands within them."""
    short = float(f"{ratio:.12g}")
    return short if math.isclose(short, ratio, rel_tol=1e-15) else ratio
