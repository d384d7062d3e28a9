#!/bin/sh
# Bring the OpenMP library that learning (LightGBM) is linked with, where it is lacking and may be brought.
present() {
  "$1" -c 'import ctypes; ctypes.CDLL("libgomp.so.1")' 2>/dev/null
}

case "$(uname -s)" in Linux) ;; *) exit 0 ;; esac
if present "$1"; then
  exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  echo "Bringing libgomp1 for learning ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends libgomp1 >/dev/null
fi
present "$1" || echo "libgomp is not here: forecasts and normalisation by weather will not run (Debian: apt install libgomp1)."
exit 0
