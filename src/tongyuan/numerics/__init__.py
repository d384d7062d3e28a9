"""Domain-free mathematics that several rooms share: draws, propagation, rounding, growth."""
