"""Base of the database's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Double, MetaData, String
from sqlalchemy.orm import DeclarativeBase

from tongyuan.workspace.types import Instant

__all__ = ["Base", "Hash"]

Hash = String(64)


class Base(DeclarativeBase):
    """Base of the tables; constraints have names, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, float: Double, dict[str, Any]: JSON}
