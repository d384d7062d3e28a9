"""Tasks as work: how one stands on a day, which step may follow, how a task is split."""

from tongyuan.deploy.tasks.splitting import split
from tongyuan.deploy.tasks.standing import STANDINGS, standing_of
from tongyuan.deploy.tasks.steps import Step, steps, taken

__all__ = ["STANDINGS", "Step", "split", "standing_of", "steps", "taken"]
