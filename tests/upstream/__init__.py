"""A stand-in for the service that is mirrored, for tests and for trials: ``python -m tests.upstream --demo``.

It behaves as the service is documented, and as public programs report it: lists are partial, ``PageNumber`` is ignored,
ranges are inclusive, rates are limited with 409, tokens end. Faults are made on demand.
"""
