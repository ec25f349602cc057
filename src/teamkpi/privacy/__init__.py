"""Personal data: where it is, everything that is stored about a person, and erasing it.

In: a coworker's id or an e-mail address. Out: files for the person who asks, or what was replaced. Always true: every
text column of the schema is declared personal or not (``columns``), and every table to be linked to people or not
(``links``), so that a new one cannot be forgotten.
"""
