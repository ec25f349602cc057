"""Runs of ``doctor`` and ``verify`` that are started from the console: in threads of this process, one at a time."""

from __future__ import annotations

from contextlib import ExitStack, closing
from threading import BoundedSemaphore, Thread

from teamkpi.accounts import Seal
from teamkpi.api.callers.services import Services
from teamkpi.api.errors import ServiceUnavailable
from teamkpi.api.log import described
from teamkpi.doctor import Examined
from teamkpi.doctor.runs import Begun, Check, begin, run


class CheckRuns:
    """The runs of one server process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._place = BoundedSemaphore()

    def start(self, network_id: int, check: Check) -> bool:
        """Begin a run in a thread; False if a check of the network is under way.

        Raises ServiceUnavailable while this process runs a check of another network.
        """
        services = self._services
        with ExitStack() as undone:
            conn = undone.enter_context(closing(services.database.connect()))
            begun = begin(conn, network_id, check, now=services.now())
            if begun is None:
                return False
            if not self._place.acquire(blocking=False):
                raise ServiceUnavailable
            undone.callback(self._place.release)
            # A daemon: a server that stops does not wait for it, since it only reads.
            at_end = undone.pop_all()
            Thread(target=self._work, args=(at_end, begun, network_id, check), name="check", daemon=True).start()
        return True

    def _work(self, at_end: ExitStack, begun: Begun, network_id: int, check: Check) -> None:
        services = self._services
        what = Examined(
            services.database.url,
            services.settings,
            lambda: Seal(services.settings.secret_key),
            services.proxies.trusts,
            network_id,
        )
        with at_end:
            try:
                with closing(services.database.connect()) as reading:
                    findings, problems = run(begun, check, what, network_id, reading)
                begun.end(findings, problems, now=services.now())
            except Exception as error:  # noqa: BLE001 - the last net of a thread
                self._failed(error, network_id, check)

    def _failed(self, error: Exception, network_id: int, check: Check) -> None:
        # The run has no findings, and its lock is gone in a moment: it counts as stopped.
        self._services.log.error("check", network_id=network_id, check=check, error=described(error))
