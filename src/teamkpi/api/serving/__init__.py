"""Serving: connections, the middleware around the application, and rate limits."""
