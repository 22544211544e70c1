"""What the contracts share: an empty database of each kind."""

from tests.contract.databases import address, cluster

__all__ = ["address", "cluster"]
