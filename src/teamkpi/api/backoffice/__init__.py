"""The back office: the ledger over HTTP, as the clients of the Nexudus REST API know it.

In: requests of operators about the records of every entity. Out: records, lists, and the envelopes that say
what became of a change. Always true: all of it follows from the one table of entities, no entity has code of its own;
everything is written by ``teamkpi.ledger``.
"""
