"""Figures that notebooks show by themselves."""

from __future__ import annotations

import io
import warnings

import matplotlib.figure


class Figure(matplotlib.figure.Figure):
    """A figure of matplotlib that shows in a notebook without pyplot, which keeps every figure that it makes."""

    def png(self, dpi: float | None = None) -> bytes:
        """Return the picture, with its own dots per inch where no others are given.

        What matplotlib has to say about fonts and space is nothing that the reader could mend.
        """
        written = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            self.savefig(written, format="png", dpi="figure" if dpi is None else dpi)
        return written.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png()
