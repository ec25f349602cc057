"""Stage 2, sums: the time that each member booked and was checked in, by calendar month and in total.

In: what a write affected. Out: the tables ``usage_month`` and ``member_state``. Always true, after every committed
write: the sums equal those that would be recomputed from the records, and every member whose figures may have changed
has a higher revision. Open check-ins are not in the sums, because they change with time.
"""

from teamkpi.usage.refresh import bring_up_to_date
from teamkpi.usage.touched import Touched
from teamkpi.usage.verify import Difference, rebuild, verify

__all__ = ["Difference", "Touched", "bring_up_to_date", "rebuild", "verify"]
