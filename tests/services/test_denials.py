"""Whoever asks for more than their roles permit is told so, and the log says who asked for what."""

from __future__ import annotations

import logging

import pytest

from tongyuan.services.actors import PUBLIC, require
from tongyuan.vocabulary.problems import PermissionDeniedError


def test_a_refusal_is_logged_with_who_asked_for_which_right(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, logger="tongyuan.services.actors"),
        pytest.raises(PermissionDeniedError),
    ):
        require(PUBLIC, "user.add")
    assert [(PUBLIC.id in line, "user.add" in line) for line in caplog.messages] == [(True, True)]
