"""Data files: any of them to samples, and samples back into records of the same form."""

from realign.io.foreign import refuse_foreign, refuse_input
from realign.io.formats import FORMATS, parse_mapping
from realign.io.source import MISFIT, Source, inspect, raw_records, read
from realign.io.writers import EXTENSIONS, open_writer, output_kind

__all__ = [
    "EXTENSIONS",
    "FORMATS",
    "MISFIT",
    "Source",
    "inspect",
    "open_writer",
    "output_kind",
    "parse_mapping",
    "raw_records",
    "read",
    "refuse_foreign",
    "refuse_input",
]
