"""Use cases of deploying (部署): the policy, its articles, targets and tasks."""
