"""Stage 4, the API: HTTP in, JSON out. The only folder that knows HTTP and the web server.

In: requests, and the settings and the database to answer them with. Out: the documented bodies, and for everything
that goes wrong one shape of error. Always true: who asks and for which team is decided, from the database, on every
request and before anything else; what is answered holds every write that was acknowledged before; no token, no
password and no e-mail address is ever logged.

``portal``, ``backoffice``, ``dashboard``, ``webhooks``, ``health`` and ``docs`` hold the calls and do not know each
other. ``calls`` declares a call, ``registry`` finds all of them. ``callers`` knows who calls and what they may do,
``http`` requests and responses, ``serving`` connections, rate limits and what holds for every request.
``app.create_app`` puts the parts together, ``server.run`` serves them; ``contract`` writes ``contract/openapi.json``.
"""
