"""Use cases of advancing: monitoring, stacks, water, tracing, forecast."""
