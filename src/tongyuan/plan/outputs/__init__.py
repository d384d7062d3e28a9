"""Outputs of an inventory: tables of guidelines, a workbook that recomputes, and interchange formats."""
