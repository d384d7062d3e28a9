"""Backups: one archive for both databases, made while people write, restored whole or not at all."""

from tongyuan.workspace.backups.archive import Manifest, examine, read_manifest
from tongyuan.workspace.backups.making import back_up
from tongyuan.workspace.backups.restoring import restore

__all__ = ["Manifest", "back_up", "examine", "read_manifest", "restore"]
