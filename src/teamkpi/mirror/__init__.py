"""The mirror: a one-way copy of the records of a live Nexudus account.

In: the lists, single records and audit trail of an account, over HTTP. Out: versions of records, written with
``ledger.apply()``; one transaction stores a page of a list and the position of the next page. Always true: a run
resumes where the previous one stopped; a position never moves past records that are not stored; records that could not
be read or stored are reported by id; a record is never deleted only because a list did not contain it.
"""

from teamkpi.mirror.failures import FAILURES, Failure
from teamkpi.mirror.pace import Pace
from teamkpi.mirror.running import Runner
from teamkpi.mirror.sources import KINDS, Credentials, Source
from teamkpi.mirror.upstream import Upstream

__all__ = ["FAILURES", "KINDS", "Credentials", "Failure", "Pace", "Runner", "Source", "Upstream"]
