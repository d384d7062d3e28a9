"""Workbooks: templates that departments fill in, and readers that name every cell that is wrong."""

from tongyuan.workspace.workbooks.inventory import InventoryRead, read_inventory
from tongyuan.workspace.workbooks.inventory_template import inventory_template
from tongyuan.workspace.workbooks.marking import mark_workbook
from tongyuan.workspace.workbooks.record_columns import code_names
from tongyuan.workspace.workbooks.record_template import record_template
from tongyuan.workspace.workbooks.records import RecordsRead, read_records
from tongyuan.workspace.workbooks.report import marked_copy, problem_report, problem_table
from tongyuan.workspace.workbooks.round_template import round_template, unit_names
from tongyuan.workspace.workbooks.rounds import RoundRead, read_round
from tongyuan.workspace.workbooks.scenario import ScenarioRead, read_scenario
from tongyuan.workspace.workbooks.scenario_template import scenario_cells, scenario_template, write_cells
from tongyuan.workspace.workbooks.statistics import StatisticsRead, read_statistics
from tongyuan.workspace.workbooks.template import statistic_template

__all__ = [
    "InventoryRead",
    "RecordsRead",
    "RoundRead",
    "ScenarioRead",
    "StatisticsRead",
    "code_names",
    "inventory_template",
    "mark_workbook",
    "marked_copy",
    "problem_report",
    "problem_table",
    "read_inventory",
    "read_records",
    "read_round",
    "read_scenario",
    "read_statistics",
    "record_template",
    "round_template",
    "scenario_cells",
    "scenario_template",
    "statistic_template",
    "unit_names",
    "write_cells",
]
