"""Statements: what a team had, used and owes in one local month, as an accountant files it.

``compute`` makes a statement from the ledger and its history, in one snapshot. ``versions`` keeps the statement of a
month that is over: it is stored once, and a later correction makes another version beside it. ``tables`` says in the
reader's language what is in it; ``files`` and ``typeset`` write those tables as CSV, XLSX and PDF.

What is always true: of every kind of credit and pass, opening + granted - used - expired + changed = closing; and two
months that are computed from the same records meet, the closing of one being the opening of the next.
"""
