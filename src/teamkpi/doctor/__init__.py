"""Checks: whether the database, the machine and the sums are as they should be, and what to do if not.

In: a database and the settings of the process that uses it. Out: findings, each with what to do. ``teamkpi doctor``
prints them, and the console shows them. A check that is run from the console stores its progress and its findings, so
that they can be read later (``runs``).
"""

from teamkpi.doctor.checks import Examined, Finding, disk, examine, free_bytes, sealed_findings, unreachable

__all__ = ["Examined", "Finding", "disk", "examine", "free_bytes", "sealed_findings", "unreachable"]
