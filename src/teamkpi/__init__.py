"""teamkpi: a coworking space's ledger, and the team figures that follow from it."""

import os
from importlib.metadata import version

# openpyxl reads files with lxml where that happens to be installed, and then no longer rejects entities in them. It
# decides that when it is first imported.
os.environ["OPENPYXL_LXML"] = "False"

# Without the commit that follows it unless that has a tag: see program_version.py.
__version__ = version("teamkpi").partition("+")[0]
