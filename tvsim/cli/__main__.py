"""``python -m tvsim.cli``."""

from tvsim.cli import main

main()
