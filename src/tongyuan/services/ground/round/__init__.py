"""Rounds of reporting (填报轮次): the services of the noun ``round``, one module a part of the work."""

from tongyuan.services.ground.round import asking, bulletins, reminders, results, steps, workbooks

__all__ = ["asking", "bulletins", "reminders", "results", "steps", "workbooks"]
