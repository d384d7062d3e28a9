"""News of a release: who had a part in it and who may take its next step are told."""

from __future__ import annotations

from tongyuan.services.declaration import Context
from tongyuan.services.telling import able, tell
from tongyuan.workspace.releases import Release

__all__ = ["tell_of_release"]

#: Words of each state, and the permission of the step that comes next.
NEWS = {
    "draft": ("notice.release_proposed", "release.review"),
    "reviewed": ("notice.release_reviewed", "release.approve"),
    "official": ("notice.release_official", None),
    "withdrawn": ("notice.release_withdrawn", None),
}


def tell_of_release(ctx: Context, release: Release) -> int:
    """Tell how far a release has come, in the present transaction.

    Parameters
    ----------
    ctx
        Who moved it.
    release
        The release as it stands now.

    Returns
    -------
    int
        How many were told.
    """
    code, next_step = NEWS[release.state]
    concerned = {release.proposed_by, release.reviewed_by, release.approved_by} - {None}
    if next_step is not None:
        concerned |= able(ctx, next_step, region=ctx.workspace.run(release.run_id).region)
    values = {"name": release.name, "number": release.id, "by": ctx.actor.name}
    told = {actor for actor in concerned if actor}
    return tell(ctx, told, code, values=values, link=f"/run?run={release.run_id}")
