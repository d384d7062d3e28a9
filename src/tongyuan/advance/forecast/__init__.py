"""Forecasts of hourly air by station and city: rolling origin, intervals, skill, warnings."""
