"""Alerts: rules about the figures of a team, and messages when a figure crosses its line.

In: rules, and the figures of teams whose records changed. Out: events, and messages in the outbox, in the transaction
that notes what is over its line. Always true: a crossing is reported once, however often figures are read; a team is
only looked at after something changed that its figures depend on.
"""
