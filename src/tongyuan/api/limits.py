"""How much a request may bring along: a file as large as the settings say, else a form of a few lines."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongyuan.api.refusal import refusal
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["BodyLimit", "body_limit"]

FORM_BYTES = 1_000_000  # a form, a record of a few lines, and what stands around a file
TOO_LARGE = 413


class BodyLimit:
    """Refuse a body over its limit: by what it says of itself, and by what in truth arrives."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self.app = app
        self.upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = body_limit(headers.get("content-type", ""), upload_bytes=self.upload_bytes)
        said = headers.get("content-length", "0")
        if not said.isdecimal() or int(said) > limit:
            error = InputError(Problem("door.too_large", {"got": said, "expected": limit}))
            await refusal(error, status=TOO_LARGE)(scope, receive, send)
            return
        arrived = 0

        async def count() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > limit:
                raise HTTPException(TOO_LARGE)
            return message

        await self.app(scope, count, send)


def body_limit(content_type: str, *, upload_bytes: int) -> int:
    """Say how many bytes a body of a kind may have.

    Parameters
    ----------
    content_type
        As the request gives it.
    upload_bytes
        Largest file that may be handed in.

    Returns
    -------
    int
        Limit [bytes].

    Examples
    --------
    >>> body_limit("multipart/form-data; boundary=x", upload_bytes=2_000_000)
    3000000
    >>> body_limit("application/json", upload_bytes=2_000_000)
    1000000
    """
    is_upload = content_type.partition(";")[0].strip().lower() == "multipart/form-data"
    return FORM_BYTES + upload_bytes if is_upload else FORM_BYTES
