"""Personal data: where it is stored, exporting everything about a person, and erasing it.

In: a coworker's id or an e-mail address. Out: files for the person, or the number of replaced values. Always true:
every text column of the schema is declared as personal or not (``columns``), and every table as linked to people or not
(``links``), so that none can be forgotten.
"""
