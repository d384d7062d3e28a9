"""The web door: pages over the declared services, Chinese first, everything offline."""
