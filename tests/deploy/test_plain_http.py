"""By plain HTTP the proxy sends browsers on to TLS, and answers no program: its token must not travel so."""

from __future__ import annotations

import re

from .kit import NGINX


def test_programs_are_refused_by_plain_http_and_pages_sent_on() -> None:
    plain, secure = re.split(r"^server \{$", NGINX.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert "listen 80;" in plain
    assert re.search(r"location /api/ +\{ return 403; \}", plain)
    assert re.search(r"location / +\{ return 301 https://\$host\$request_uri; \}", plain)
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in secure
    assert "listen 80" not in secure


def test_only_suites_with_forward_secrecy_and_authentication_are_offered() -> None:
    found = re.search(r"ssl_ciphers +([^;]+);", NGINX.read_text(encoding="utf-8"))
    assert found
    suites = found[1].split(":")
    assert [suite for suite in suites if not suite.startswith("ECDHE-")] == []
    assert [suite for suite in suites if not re.search(r"GCM|CHACHA20", suite)] == []
