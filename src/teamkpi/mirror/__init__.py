"""The mirror: copies the records of a live account of the service that this product is compatible with, one way.

In: the lists, single records and audit trail of an account, over HTTP. Out: versions of records, written with
``ledger.apply()``, one page of a list and the place where the next one begins in one transaction. Always true: where a
run was stopped, the next one goes on; a position moves only past what is stored; what could not be read or stored is
shown by name; nothing is deleted because it was absent from a list alone.
"""

from teamkpi.mirror.failures import FAILURES, Failure
from teamkpi.mirror.pace import Pace
from teamkpi.mirror.running import Runner
from teamkpi.mirror.sources import KINDS, Credentials, Source
from teamkpi.mirror.upstream import Upstream

__all__ = ["FAILURES", "KINDS", "Credentials", "Failure", "Pace", "Runner", "Source", "Upstream"]
