"""What the contracts share: an empty database of each kind, and a hub on it."""

from tests.contract.databases import address, cluster
from tests.contract.desk import desk

__all__ = ["address", "cluster", "desk"]
