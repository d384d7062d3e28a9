#!/bin/sh
# Make the environment of bonsai-ipcc beside ours, run the declared cases in it, write tests/accounting/data/bonsai.csv.
set -eu
cd "$(dirname "$0")/../.."
uv="${UV:-.venv/bin/uv}"
peers="${PEERS:-.venv/peers}"
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1
UV_DEFAULT_INDEX="$(sh scripts/index.sh .venv/bin/python)"
export UV_DEFAULT_INDEX
test -n "$UV_DEFAULT_INDEX" || unset UV_DEFAULT_INDEX
test -x "$peers/bin/python" || "${PYTHON:-.venv/bin/python}" -m venv --without-pip "$peers"
"$uv" pip install --quiet --python "$peers/bin/python" --require-hashes -r benchmarks/peers/requirements.txt
"$peers/bin/python" benchmarks/peers/run_bonsai.py "$@"
