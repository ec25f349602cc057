"""Callers: who sends a request, what they may do, and the services that answer them."""
