"""谋划: the energy balance, the inventory compiled from it, and the lineage of their totals."""
