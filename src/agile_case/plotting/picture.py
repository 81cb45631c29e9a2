"""A picture with its data and with words in its place: nobody needs to see it to know what it says."""

from __future__ import annotations

import base64
import html
import io
import re
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Picture", "svg_of"]

_LEFT_OUT = re.compile(r"<!DOCTYPE.*?>\n| *<metadata>.*?</metadata>\n", re.DOTALL)


@attrs.frozen(kw_only=True, repr=False)
class Picture(Noun):
    """A drawn picture, the table that it shows, and what it says in words."""

    key: str
    """Name of its file, without an ending."""
    title: str
    """What it shows."""
    words: str
    """What a reader who does not see it needs to know, for the alternative text."""
    svg: str
    """The picture as SVG; the same bytes from the same result by the same version of matplotlib."""
    table: Table
    """Its data."""

    def to_html(self) -> str:
        """Return it as a figure of a page: the image with its words, and its data below, folded."""
        data = base64.b64encode(self.svg.encode()).decode("ascii")
        return (
            f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{html.escape(self.words)}">\n'
            f"<figcaption>{html.escape(self.title)}</figcaption>\n"
            f"<details><summary>The data of this picture</summary>\n"
            f'<div class="scroll" role="region" tabindex="0" aria-label="{html.escape(self.table.caption)}">'
            f"{self.table.to_html()}</div></details></figure>\n"
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        """Return the words and the data as text."""
        return f"{self.title}. {self.words}\n\n{self.table.to_text()}"


def svg_of(figure: Figure, key: str, title: str, words: str) -> str:
    """Return a figure as SVG with title and description, the same bytes each time.

    Args:
        figure: The figure.
        key: Name of the picture, which its parts are named after.
        title: What it shows.
        words: What it says.

    Raises:
        InputError: The text of a label cannot be drawn.
    """
    import matplotlib as mpl  # noqa: PLC0415 - an extra, needed here only
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - the same

    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": key, "svg.fonttype": "path"}):
        try:
            FigureCanvasSVG(figure)
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        except ValueError as error:
            message = "This picture cannot be drawn."
            raise InputError(message, where=key, got=str(error)) from None
    text = _LEFT_OUT.sub("", out.getvalue())
    head = f"<title>{html.escape(title)}</title>\n <desc>{html.escape(words)}</desc>\n"
    return text.replace(" <defs>", f" {head} <defs>", 1)
