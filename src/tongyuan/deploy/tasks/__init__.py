"""Tasks as work: how one stands, which step may follow, how it is split, how far its parts are."""

from tongyuan.deploy.tasks.rolling import Rolled, rolled_up
from tongyuan.deploy.tasks.splitting import split
from tongyuan.deploy.tasks.standing import STANDINGS, standing_of
from tongyuan.deploy.tasks.steps import Step, steps, taken

__all__ = ["STANDINGS", "Rolled", "Step", "rolled_up", "split", "standing_of", "steps", "taken"]
