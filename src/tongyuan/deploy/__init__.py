"""Deploy (部署): policy text, targets, tasks and rules as tables; rooms come with later stages."""
