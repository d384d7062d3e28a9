#!/bin/sh
# Bring Debian's Chromium, its driver and a Chinese font for the browser tests, where that is allowed.
present() {
  command -v chromium >/dev/null && command -v chromedriver >/dev/null
}

if present; then
  exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  echo "Bringing Chromium for the browser tests ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-noto-cjk >/dev/null
fi
present || echo "Chromium and chromedriver are not here: the browser tests are skipped."
