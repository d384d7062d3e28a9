#!/bin/sh
# Write requirements/*.txt: one resolution for all extras, so that they can live in one environment.
set -eu
uv="$1"
unset PIP_FIND_LINKS UV_FIND_LINKS UV_EXTRA_INDEX_URL 2>/dev/null || true
all=$(mktemp)
trap 'rm -f "$all"' EXIT

compile() {
  output="$1"
  shift
  "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
    --no-emit-index-url --no-header --no-annotate "$@" --output-file "$output"
}

compile "$all" --upgrade --all-extras pyproject.toml requirements/tool.in
compile requirements/tool.txt --generate-hashes --constraint "$all" requirements/tool.in
compile requirements/core.txt --generate-hashes --constraint "$all" pyproject.toml
for extra in dev docs bench server power spark; do
  compile "requirements/$extra.txt" --generate-hashes --constraint "$all" --extra "$extra" pyproject.toml
done
wc -l requirements/*.txt
