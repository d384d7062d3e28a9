#!/bin/sh
# Print the package index that pip was told to use, or nothing where it was told of none.
if [ -n "${UV_DEFAULT_INDEX:-}" ]; then
  echo "$UV_DEFAULT_INDEX"
elif [ -n "${PIP_INDEX_URL:-}" ]; then
  echo "$PIP_INDEX_URL"
else
  "$1" -m pip config get global.index-url 2>/dev/null || true
fi
