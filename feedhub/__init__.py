"""feedhub: follows publishers, keeps one copy of each item for good, and republishes them as feeds."""

__version__ = "0.1.0"
