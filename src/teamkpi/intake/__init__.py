"""Spreadsheets in: files that people keep, read into the records that ``teamkpi.ledger`` takes.

In: CSV files and Excel workbooks as they are found in offices, with other delimiters, encodings, headings and ways to
write dates and amounts. Out: the changes that an import applies, a description of how each table was read, and what
keeps one from being read. Always true: a cell has one meaning, or it is refused with what to say about it; nothing is
guessed where another reading is possible.
"""

from teamkpi.intake.mapping import Mapping, TableMapping, read_mapping
from teamkpi.intake.source import Intake

__all__ = ["Intake", "Mapping", "TableMapping", "read_mapping"]
