"""The frame of every report: templates, filters, style, and the one script that may run."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from realign.report.diffs import shown

_TEMPLATES = Path(__file__).parent / "templates"


def rendered(template: str, **values: Any) -> str:
    """A template's page. Every value is escaped; the style and the script are this package's."""
    import jinja2  # here: the command line starts without it
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"n": _number, "pct": percent, "visible": _visible, "span": _span}
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8").strip()
    return environment.get_template(template).render(
        **values,
        # both are files of this package, not data
        style=Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8").strip()),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def percent(part: float | None, whole: float = 1) -> str:
    """A share for people: never 0 % or 100 % unless it is exactly that."""
    if part is None or not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 1:
        return "<1 %"
    return ">99 %" if 99 < share < 100 else f"{share:.0f} %"


def _visible(value: object, longest: int = 300) -> str:
    text, cut = shown(str(value), longest)
    return f"{text} …" if cut else text


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
