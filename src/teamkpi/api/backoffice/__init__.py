"""The back office: an HTTP API to the ledger, compatible with clients of the Nexudus REST API.

In: operators' requests about the records of any entity. Out: records, lists, and envelopes with the result of a change.
Always true: everything is derived from the declarations of the entities, without code for a particular entity; only
``teamkpi.ledger`` writes.
"""
