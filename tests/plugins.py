"""Plug-ins for tests: packages that are really built and installed, into a directory of their own."""

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "feedhub-example"


def install(package: Path, directory: Path) -> Path:
    """Return the directory into which `package` was installed, for PYTHONPATH. Nothing is asked for on the network."""
    # Building writes beside the sources, so a copy is built.
    copy = shutil.copytree(package, directory / "source")
    target = directory / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*command, "--disable-pip-version-check", "--target", str(target), str(copy)], check=True, timeout=120
    )
    return target


def package(directory: Path, name: str, code: str, entry_points: str) -> Path:
    """Return the sources of a package with one module."""
    directory.mkdir()
    (directory / f"{name}.py").write_text(code, encoding="utf-8")
    build = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
    project = f'[project]\nname = "{name}"\nversion = "2.1"\n{entry_points}\n'
    modules = f'[tool.setuptools]\npy-modules = ["{name}"]\n'
    (directory / "pyproject.toml").write_text(build + project + modules, encoding="utf-8")
    return directory
