"""The week: what is planned is shown, edited, saved as one request, and read back from the API."""

from __future__ import annotations

from browser.demo_server import TEAM_ID

WEEK = f"/api/public/teams/{TEAM_ID}/attendance"
