"""Hooks notify other systems of events, in the form of Standard Webhooks 1.0.

``registry`` keeps the hooks, ``messages`` the events that are sent to them and every attempt, ``signing`` signs,
``addresses`` decides where to connect, ``posting`` sends one request, and ``worker`` does it all in the background.
``trial`` sends a test event at once, and ``owned`` is for owners in the console. ``teamkpi.outbox.hooks`` writes the
events; ``occasions`` and ``figures`` find those that no write causes.
"""
