"""`python -m tests.fuzz TARGET [libFuzzer's options]`: one target driven by atheris, by coverage, until it is stopped.

Wants atheris (`pip install atheris`), which is for Linux; `make fuzz` does without.
"""

import sys

from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz the target that is named."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(f"usage: python -m tests.fuzz TARGET [OPTIONS]; the targets are {', '.join(TARGETS)}")
    import atheris

    name = sys.argv.pop(1)
    atheris.instrument_all()
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
