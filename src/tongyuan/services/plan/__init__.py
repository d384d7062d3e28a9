"""Use cases of planning (谋划): the energy balance and the inventory."""
