"""Ecological zoning (生态环境分区管控): units, what of a site lies in which, what their lists say."""

from __future__ import annotations

from tongyuan.deploy.zoning.locating import Located, Zoning, locate

__all__ = ["Located", "Zoning", "locate"]
