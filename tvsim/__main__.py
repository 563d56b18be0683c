"""The command ``tvsim``, and ``python -m tvsim``."""

from __future__ import annotations

import os
import sys

from tvsim.interrupts import listen


def main() -> None:
    """Do what the command line says; whoever interrupts while all is still being loaded gets no traceback either."""
    listen()
    interrupted = "interrupted"
    try:
        from tvsim.language import asked_for, use, worded  # noqa: PLC0415

        use(asked_for(sys.argv[1:], os.environ))
        interrupted = worded("interrupted")
        from tvsim.cli import main as command  # noqa: PLC0415 - it takes a second
    except KeyboardInterrupt:
        print(interrupted, file=sys.stderr, flush=True)
        os._exit(130)  # an ordinary exit would look as if nobody had caught it
    command()


if __name__ == "__main__":
    main()
