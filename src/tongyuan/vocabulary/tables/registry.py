"""Contract of the registry: one entry of any type, as it stands after its last change."""

from __future__ import annotations

import dataframely as dy

from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables.contract import Contract, column

__all__ = ["RegistryEntry"]

NOT_TOLD = "not told"


class RegistryEntry(Contract):
    """A version of an entry: what was said of it by whom; the last of an entry holds."""

    sensitivity = Sensitivity.INTERNAL

    version = dy.Int64(primary_key=True, metadata=column("序号", "number of the version"))
    type = dy.String(metadata=column("类型", "type"))
    entry = dy.String(metadata=column("编号", "entry"))
    change = dy.Enum(["enter", "correct", "move"], metadata=column("变更", "entered, corrected, or moved"))
    name = dy.String(metadata=column("名称", "name"))
    region = dy.String(metadata=column("地区", "region"))
    department = dy.String(nullable=True, metadata=column("部门", "department", null="of none"))
    enterprise = dy.String(nullable=True, metadata=column("企业", "enterprise", null="of none"))
    holder = dy.String(nullable=True, metadata=column("责任主体", "holder", null=NOT_TOLD))
    lon = dy.Float64(
        nullable=True, min=-180, max=180, metadata=column("经度", "longitude", unit="degree", null=NOT_TOLD)
    )
    lat = dy.Float64(
        nullable=True, min=-90, max=90, metadata=column("纬度", "latitude", unit="degree", null=NOT_TOLD)
    )
    state = dy.String(metadata=column("状态", "state"))
    since = dy.Date(metadata=column("状态日期", "in the state since"))
    values_json = dy.String(metadata=column("字段值（JSON）", "values of its type's fields, JSON"))
    evidence = dy.String(metadata=column("依据文件", "evidence"))
    memo = dy.String(metadata=column("说明", "note"))
    actor = dy.String(metadata=column("经办", "actor"))
    at = dy.Datetime(time_zone="UTC", time_unit="us", metadata=column("时间", "time"))
