"""Tokens, looked up in the database on every request, by digest."""

import hashlib

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from site_of_teams.models import NETWORK, TokenBearer


class Caller:
    """Who asks."""

    is_authenticated = True

    def __init__(self, coworker_ids):
        self.coworker_ids = set(coworker_ids)


class Bearer(BaseAuthentication):
    """``Authorization: Bearer TOKEN``."""

    def authenticate(self, request):
        """Return the caller, or None without a token."""
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            return None
        bearer = (
            TokenBearer.objects.filter(
                network_id=NETWORK, token_hash=hashlib.sha256(parts[1]).digest(), expires_on__gt=timezone.now()
            )
            .values_list("coworker_ids", flat=True)
            .first()
        )
        if bearer is None:
            raise AuthenticationFailed
        return Caller(bearer), None

    def authenticate_header(self, _request):
        """Return what a 401 asks for."""
        return "Bearer"
