"""Stage 1, facts in: the space's records.

In: batches of records under their wire names, in any order and as often as they like to come. Out: rows of the ledger
tables, and for every member that a batch concerns, sums that fit its records. Always true: ``apply()`` is the only
writer, with ``revise()`` for changes that start from what is held; the newest version of a record is held, whatever
order versions arrived in; a deletion is a version.
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
