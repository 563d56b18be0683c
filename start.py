"""Set tvsim up in a virtual environment beside this file and use it.

``python start.py`` runs the baseline; ``python start.py test`` passes all checks, ``python start.py test slow`` the
long tests; anything else is given to the command ``tvsim``, such as ``python start.py run scenarios/online_50.toml``.

It needs nothing but Python 3.11 or newer; what a command needs beside is installed when it is first given.
"""

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = Path(os.environ.get("TVSIM_ENVIRONMENT", ROOT / ".venv"))
PROGRAMS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
BASELINE = ["run", str(ROOT / "scenarios" / "baseline.toml"), "--out", str(ROOT / "results" / "baseline")]


def set_up(extra: str) -> None:
    """Make the environment, and install tvsim and what it needs where that has changed since."""
    mark = ENVIRONMENT / f"installed{extra}.txt"
    # An environment knows its own folder and that of the source: one that was moved is made anew.
    wanted = f"{ROOT}\n{ENVIRONMENT}\n" + (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    print("setting up (about a minute, once) ...", file=sys.stderr, flush=True)
    marks = [mark.read_text(encoding="utf-8") for mark in ENVIRONMENT.glob("installed*.txt")]
    if not any(each.startswith(f"{ROOT}\n{ENVIRONMENT}\n") for each in marks):
        venv.create(ENVIRONMENT, with_pip=True, clear=ENVIRONMENT.exists())
    subprocess.run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", f".{extra}"],
        cwd=ROOT,
        check=True,
    )
    mark.write_text(wanted, encoding="utf-8")


def extras(words: list[str]) -> str:
    """Return what is installed beside for a command: the page, a cluster, Sobol indices or PDFs need more."""
    needed = {
        "app": words[:1] == ["app"],
        "cluster": any(word.startswith("--cluster") for word in words),
        "pdf": words[:1] == ["report"] and any(re.search(r"(^|[=.])pdf$", word.lower()) for word in words),
        "sensitivity": any(word.startswith("--sobol") for word in words),
    }
    names = [name for name, is_needed in needed.items() if is_needed]
    return f"[{','.join(names)}]" if names else ""


def checks(slow: bool) -> list[list[str]]:
    """Return all checks in their order: lint, format, types, layers, documentation, tests; or the long tests alone."""
    python = [str(PYTHON), "-m"]
    if slow:
        return [[*python, "pytest", "-n", "auto", "-m", "slow"]]
    return [
        [*python, "ruff", "check", "."],
        [*python, "ruff", "format", "--check", "."],
        [*python, "mypy"],
        [str(PROGRAMS / "lint-imports")],
        [*python, "mkdocs", "build", "--quiet", "--strict"],
        [*python, "pytest", "-n", "auto", "-m", "not slow"],
    ]


def main(words: list[str]) -> int:
    """Do what the command line says; returns the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file must also answer older Pythons
        print("tvsim needs Python 3.11 or newer", file=sys.stderr)
        return 2
    testing = words[:1] == ["test"]
    if testing and words[1:] not in ([], ["slow"]):
        print(f"start.py test takes no word but slow, not {' '.join(words[1:])}", file=sys.stderr)
        return 2
    try:
        set_up("[test]" if testing else extras(words))
    except subprocess.CalledProcessError:
        print("tvsim could not be installed; the lines above say why", file=sys.stderr)
        return 1
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # of what its makers plan for later years
    commands = checks(words[1:] == ["slow"]) if testing else [[str(PYTHON), "-m", "tvsim", *(words or BASELINE)]]
    for command in commands:
        code = subprocess.run(command, cwd=ROOT if testing else None, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
