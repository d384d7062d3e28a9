"""What is said to somebody who may not: what the permission lets one do, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tongyuan.services.declaration import nouns, services_of
from tongyuan.vocabulary.problems import Language, Problem

if TYPE_CHECKING:
    from tongyuan.services.declaration import Service

__all__ = ["denial", "permission_words", "summary_in"]

CHINESE = re.compile(r"[\u3400-\u9fff]")


def denial(actor: str, permission: str) -> Problem:
    """Write the problem of somebody who lacks a permission.

    Parameters
    ----------
    actor
        Name of who asked.
    permission
        What the service asks for.

    Returns
    -------
    Problem
        ``service.denied``.

    Examples
    --------
    >>> print(denial("李", "inventory.compile").what("en"))
    李 may not: Compile and keep the same-source inventory of a region and year (inventory.compile)
    """
    words = {f"permission_{language}": permission_words(permission, language) for language in ("zh", "en")}
    return Problem("service.denied", {"actor": actor, "permission": permission, **words})


def permission_words(permission: str, language: Language) -> str:
    """Say what a permission lets one do: the words of the service that it is named for, or that asks for it.

    Parameters
    ----------
    permission
        Its name.
    language
        ``zh`` or ``en``.

    Returns
    -------
    str
        The words; the name itself where no service asks for it.
    """
    declared = _asking(permission)
    return permission if declared is None else summary_in(declared, language)


def summary_in(declared: Service, language: Language) -> str:
    """Give the half of a service's summary that is in a language, without its full stop."""
    first = CHINESE.search(declared.summary)
    half = first.start() if first else len(declared.summary)
    zh, en = declared.summary[half:].strip().rstrip("。"), declared.summary[:half].strip().rstrip(".")
    return (zh or en) if language == "zh" else en


def _asking(permission: str) -> Service | None:
    known = [declared for noun in permission.split(".") if noun in nouns() for declared in services_of(noun)]
    asking = [declared for declared in known if permission in (declared.name, declared.permits)]
    return min(asking, key=lambda declared: declared.name != permission, default=None)
