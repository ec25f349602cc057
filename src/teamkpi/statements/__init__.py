"""Monthly statements: what a team had, used and owes in one calendar month of its location.

``compute`` computes a statement from the ledger and its history, in one snapshot. ``versions`` stores the statement of
a month that is over; a later correction of the records adds a new version. ``tables`` lays it out in the reader's
language; ``files`` and ``typeset`` write those tables as CSV, XLSX and PDF.

Always true: for every kind of credit and pass, opening + granted - used - expired + changed = closing; and the closing
balance of one month is the opening balance of the next, if both are computed from the same records.
"""
