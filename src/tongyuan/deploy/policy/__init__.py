"""The text of a policy read into articles, targets, tasks and duties, by rules and a table of words."""

from __future__ import annotations

from tongyuan.deploy.policy.lexicon import Lexicon
from tongyuan.deploy.policy.reading import PolicyReading, read_policy

__all__ = ["Lexicon", "PolicyReading", "read_policy"]
