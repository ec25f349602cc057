"""The stand-in without a network."""

from __future__ import annotations

from urllib.parse import parse_qsl

import httpx

from upstream.service import Request, Service


class InProcess(httpx.BaseTransport):
    """Answers an httpx client from the stand-in itself."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = dict(parse_qsl(request.url.query.decode(), keep_blank_values=True))
        answer = self.service.respond(Request(request.method, request.url.path, query, headers, request.read()))
        if answer.dies:
            raise httpx.ReadError("reset")
        if answer.cut:
            return httpx.Response(answer.status, headers=answer.headers, content=answer.body[: len(answer.body) // 2])
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
