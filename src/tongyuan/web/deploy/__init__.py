"""Pages of 部署."""
