"""Reports: what changed at a team in a week or a month that is over, for administrators who want to know by mail.

In: who wants reports, and the figures, money and records of a team. Out: messages in the outbox, written in the
transaction that notes for which period they are, and the content of each. Always true: a period is reported once to
each reader, and never before it is over at the team's location.
"""
