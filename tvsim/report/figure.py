"""Figures that notebooks show by themselves."""

from __future__ import annotations

import io
import warnings

import matplotlib.figure


class Figure(matplotlib.figure.Figure):
    """A figure of matplotlib that shows in a notebook without pyplot, which keeps every figure that it makes."""

    def _repr_png_(self) -> bytes:
        written = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of fonts and space, which the reader could not mend
            self.savefig(written, format="png")
        return written.getvalue()
