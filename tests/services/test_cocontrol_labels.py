"""What is taken up, told by source: projects have no source and stand each under its own name."""

from __future__ import annotations

import polars as pl

from tongyuan.services.plan.cocontrol_labels import by_source


def test_two_projects_of_one_year_stay_two_rows_under_their_own_names() -> None:
    nameless = dict.fromkeys(
        ("region", "region_zh", "region_en", "source", "source_zh", "source_en"), pl.lit(None, pl.String)
    )
    uptake = pl.DataFrame(
        {
            "subject": ["project", "project"],
            "activity": ["gas_heat", "capture"],
            "year": [2030, 2030],
            "measure": ["-", "-"],
            "measure_zh": ["-", "-"],
            "measure_en": ["-", "-"],
            "quantity": [1.0, 1.0],
            "unit": ["1", "1"],
            "cost_cny": [3.0e9, 2.6e9],
        }
    ).with_columns(**nameless)
    levels = pl.DataFrame(schema={"activity": pl.String, "year": pl.Int64, "quantity": pl.Float64})
    unbounded = pl.DataFrame(schema={"activity": pl.String, "measure": pl.String})
    rows = by_source(uptake, levels=levels, unbounded=unbounded)
    assert rows["measure_zh"].to_list() == ["gas_heat", "capture"]
    assert rows["cost_cny"].to_list() == [3.0e9, 2.6e9]
