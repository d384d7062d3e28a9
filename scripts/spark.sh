#!/bin/sh
# Bring PySpark and Java for the tests of the evaluation on a cluster, where that is allowed.
make="$1"

if ! command -v java >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  echo "Bringing Java for the tests on Spark ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null
fi
if ! command -v java >/dev/null; then
  echo "Java is not here: the tests on Spark are skipped."
  exit 0
fi
"$make" --no-print-directory .venv/.spark || echo "PySpark could not be brought: the tests on Spark are skipped."
