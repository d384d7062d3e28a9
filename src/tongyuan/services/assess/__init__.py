"""Use cases of assessing (考核): indicators and the status of targets."""
