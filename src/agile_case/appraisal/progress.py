"""A bar that shows how far a simulation is, by tqdm (extra `progress`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agile_case.errors import InputError

if TYPE_CHECKING:
    from agile_case.appraisal.engine import Progress

__all__ = ["progress_bar"]


def progress_bar(**options: Any) -> Progress:  # noqa: ANN401 - whatever tqdm takes
    """Return something to pass as `progress`, which draws a bar and takes it away at the end.

    Args:
        options: What `tqdm.tqdm` takes besides the number of draws, such as `desc` or `file`.

    Raises:
        InputError: tqdm is not installed.
    """
    try:
        from tqdm import tqdm  # noqa: PLC0415 - an extra, imported where it is used
    except ImportError:
        message, do = "A bar cannot be drawn without the library tqdm.", 'pip install "agile-case[progress]"'
        raise InputError(message, got="no tqdm", wanted="tqdm", do=do) from None
    bar: Any = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=total, **({"unit": "draw", "unit_scale": True, "leave": False} | options))
        bar.update(done - bar.n)
        if done == total:
            bar.close()
            bar = None

    return show
