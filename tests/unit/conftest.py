"""Hypothesis with a fixed seed: the same cases in each run, and nothing kept between runs."""

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")
