"""Use cases of the ground: the workspace, its statistics, runs, releases, lineage."""
