"""Everything that reads foreign bytes is given documents put together at random: a few here, many by `make fuzz`."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, words

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
DOCUMENTS = st.lists(st.one_of(st.sampled_from(words()), st.binary(max_size=4)), max_size=60).map(b"".join)


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_read_is_read_or_refused(name: str) -> None:
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=EXAMPLES <= 60, suppress_health_check=quiet
    )
    @given(DOCUMENTS)
    def check(body: bytes) -> None:
        TARGETS[name](body)

    check()
