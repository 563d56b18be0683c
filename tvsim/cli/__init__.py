"""The command line."""

from tvsim.cli.app import app
from tvsim.cli.main import execute, main

__all__ = ["app", "execute", "main"]
