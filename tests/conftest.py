"""What many tests need: a publisher, a state directory, and the command itself as a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import Hub
from tests.plugins import EXAMPLE, install
from tests.publisher import Publisher


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A scripted publisher on loopback."""
    with Publisher() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path, publisher: Publisher) -> Hub:
    """A hub that follows the publisher, with the three lists of the first system to begin with."""
    return Hub(tmp_path, publisher)


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the plug-in of the documentation is installed."""
    return install(EXAMPLE, tmp_path_factory.mktemp("example"))
