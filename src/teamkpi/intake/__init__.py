"""Importing spreadsheets: turns the files that offices keep into records for ``teamkpi.ledger``.

In: CSV files and Excel workbooks as they are, whatever their delimiter, encoding, headings and formats of dates and
amounts. Out: the changes that an import applies, a description of how each table was read, and the problems that
prevent a table from being read. Always true: a cell that could be read in two ways is rejected, with a message that
says which setting decides; the import never guesses.
"""

from teamkpi.intake.mapping import Mapping, TableMapping, read_mapping
from teamkpi.intake.source import Intake

__all__ = ["Intake", "Mapping", "TableMapping", "read_mapping"]
