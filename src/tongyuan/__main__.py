"""``python -m tongyuan`` is the command ``tongyuan``."""

from tongyuan.cli.app import main

main()
