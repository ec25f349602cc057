"""Stage 1, input of facts: the space's records.

In: batches of records under their wire names, in any order, possibly repeated. Out: rows of the ledger tables, and
sums for every member that a batch affects, consistent with the records. Always true: only ``apply()`` writes, and
``revise()`` for changes that depend on the stored record; the newest version of a record is stored, whatever order
versions arrived in; a deletion is a version.
"""

from teamkpi.ledger.apply import Change, apply
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import ENTITIES, Entity, Field
from teamkpi.ledger.local_ids import next_ids
from teamkpi.ledger.report import Rejection, Report
from teamkpi.ledger.revise import Revision, revise

__all__ = [
    "ENTITIES",
    "Author",
    "Change",
    "Entity",
    "Field",
    "Rejection",
    "Report",
    "Revision",
    "apply",
    "next_ids",
    "revise",
]
