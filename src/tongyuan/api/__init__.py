"""The HTTP door: a thin layer on the declared services, under ``/api/v1``."""
