"""teamkpi: a coworking space's ledger, and the team figures that follow from it."""

from importlib.metadata import version

__version__ = version("teamkpi")
