"""``python -m tongyuan.api``: print the OpenAPI document of the HTTP interface."""

from __future__ import annotations

import json
import sys

from tongyuan.api.application import document

if __name__ == "__main__":
    json.dump(document(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
