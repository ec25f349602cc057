"""Mail: what messages of the outbox say, the mail server that carries them, and the worker that sends them.

In: the messages of ``teamkpi.outbox``. Out: mails, each at least once, always with the same ``Message-ID``. Always
true: the text of a mail and the links in it exist only while it is sent, and neither they nor addresses are logged.
"""
