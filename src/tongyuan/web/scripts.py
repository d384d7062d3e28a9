"""The scripts of a page's own template bear the nonce of its answer; no other script in it is run."""

from __future__ import annotations

from jinja2 import Environment
from jinja2.ext import Extension
from nicegui.client import templates

__all__ = ["NonceOfScripts", "allow_own_scripts"]


class NonceOfScripts(Extension):
    """Give every script of a template the nonce, before anything of a page is filled in."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Write the nonce into the source of a template.

        Parameters
        ----------
        source
            Text of the template; what is filled into its blanks later gets no nonce.
        name, filename
            Which template it is.

        Returns
        -------
        str
            The text with the nonce.

        Examples
        --------
        >>> NonceOfScripts(Environment()).preprocess("<script defer>", None)
        '<script nonce="{{ request.state.nonce }}" defer>'
        """
        return source.replace("<script", '<script nonce="{{ request.state.nonce }}"')


def allow_own_scripts() -> None:
    """Let the framework's page template mark its scripts."""
    environment: Environment = templates.env
    environment.add_extension(NonceOfScripts)
