"""Alerts: rules about the figures of a team, and messages when a figure reaches its threshold.

In: rules, and the figures of teams whose records changed. Out: events, and messages in the outbox, in the transaction
that stores who has reached a threshold. Always true: reaching it is reported once, however often figures are read; a
team is only checked after something changed that its figures depend on.
"""
