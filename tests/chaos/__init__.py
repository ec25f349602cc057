"""Chaos: several writers and readers, while servers, PostgreSQL, connections and commands are killed under them.

``python -m tests.chaos --minutes 10 --seed 1`` runs on an embedded database of its own, on loopback only, and stops by
itself. In the end nothing that was acknowledged is missing, nothing is there that was never sent, ``verify --history``
finds nothing, every figure equals the oracle's, and nothing is left running.
"""
