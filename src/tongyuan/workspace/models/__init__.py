"""The tables of a workspace's database; every module of this package adds its own to ``Base``."""

from tongyuan.workspace.models import (
    funds,
    ledger,
    notices,
    people,
    policies,
    projects,
    reductions,
    registry,
    rounds,
    tasks,
    zones,
)
from tongyuan.workspace.models.base import Base
from tongyuan.workspace.models.foundation import (
    ArtefactRow,
    AuditRow,
    DatasetRow,
    JobRow,
    MetaRow,
    ReleaseRow,
    RunFrameRow,
    RunRow,
    StatisticRow,
)

__all__ = [
    "APPEND_ONLY",
    "ArtefactRow",
    "AuditRow",
    "Base",
    "DatasetRow",
    "JobRow",
    "MetaRow",
    "ReleaseRow",
    "RunFrameRow",
    "RunRow",
    "StatisticRow",
    "funds",
    "ledger",
    "notices",
    "people",
    "policies",
    "projects",
    "reductions",
    "registry",
    "rounds",
    "tasks",
    "zones",
]

#: Tables whose rows are neither changed nor removed; triggers of the database refuse it.
APPEND_ONLY = (
    "artefact",
    "dataset",
    "statistic",
    "run",
    "run_frame",
    "audit",
    "finding",
    "round_item",
    "round_entry",
    "round_step",
    "ledger_account",
    "ledger_transfer",
    "ledger_posting",
    "ledger_reservation",
    "ledger_reservation_end",
    "fund_movement",
)
