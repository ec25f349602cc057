"""Reports: mail to a team's administrators about what changed in the last week or month, if they want it.

In: who wants reports, and the figures, money and records of a team. Out: messages in the outbox, written in the
transaction that records their period, and the content of each. Always true: a period is reported once to
each reader, and never before it is over at the team's location.
"""
