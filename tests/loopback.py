"""Requests to servers of the tests, which are on this machine and use plain HTTP.

An httpx client reads the certificates of all authorities when it is created, which takes as much processor time as
thirty answers of the server. On a busy machine, an answer can take longer than httpx waits by itself.
"""

from __future__ import annotations

from functools import partial
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import httpx

from patience import PATIENCE

_NO_AUTHORITIES = SSLContext(PROTOCOL_TLS_CLIENT)

Client = partial(httpx.Client, verify=_NO_AUTHORITIES, trust_env=False, timeout=PATIENCE)
request = partial(httpx.request, verify=_NO_AUTHORITIES, trust_env=False, timeout=PATIENCE)
get = partial(request, "GET")
post = partial(request, "POST")
