"""gunicorn's worker with threads, which sends answers whole, shares connections with the others, and has less
to do for each of them.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from queue import SimpleQueue
from typing import Any, NamedTuple
from wsgiref.types import WSGIApplication, WSGIEnvironment

from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response
from gunicorn.workers.gthread import TConn, ThreadWorker

HESITATION = 0.0001
"""Seconds that a worker lets others go first for each connection it has."""
MANY = 10
"""Connections from which on it hesitates no longer: all have enough to do."""


class Connection:
    """A client's socket that holds back the head of an answer, and is told late how long to wait.

    gunicorn says that five times a request, and each time another thread may go first. The system hears of it
    when something is sent or received that could have to wait.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._timeout = self._told = sock.gettimeout()
        self._head: bytes | None = None
        """What is held back; None once there is nothing to hold back any more."""

    def begin(self) -> None:
        """What is sent next is the head of an answer: it is held back until more comes."""
        self._head = b""

    def end(self, *, whole: bool) -> None:
        """The answer is over. If that was all of it, a head that is still held back is sent."""
        head, self._head = self._head, None
        if head and whole:
            self._ready().sendall(head)

    def sendall(self, data: bytes) -> None:
        """Sends all, what was held back first."""
        if self._head == b"":
            self._head = data
            return
        head, self._head = self._head, None
        self._ready().sendall(head + data if head else data)

    def sendfile(self, *given: Any, **named: Any) -> int:
        """Sends from a file, what was held back first."""
        self.end(whole=True)
        return self._ready().sendfile(*given, **named)

    def recv(self, size: int) -> bytes:
        """What has come, or comes before the time is over."""
        return self._ready().recv(size)

    def gettimeout(self) -> float | None:
        """Seconds that it waits; None for ever."""
        return self._timeout

    def settimeout(self, seconds: float | None) -> None:
        """Sets them."""
        self._timeout = seconds

    def setblocking(self, flag: bool) -> None:
        """Sets whether it waits."""
        self._timeout = None if flag else 0.0

    def fileno(self) -> int:
        """The number that the system knows it by."""
        return self._sock.fileno()

    def close(self) -> None:
        """Closes it, whatever was said."""
        self._sock.close()

    def _ready(self) -> socket.socket:
        if self._told != self._timeout:
            self._sock.settimeout(self._timeout)
            self._told = self._timeout
        return self._sock

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ready(), name)


def _wrap(conn: TConn) -> None:
    if not isinstance(conn.sock, Connection):
        conn.sock = Connection(conn.sock)


class Pool:
    """Threads that take work in turn and keep no account of it, which takes longer than most of the work.

    They begin with the first of it. A process ends once they have: what they have begun is done.
    """

    def __init__(self, threads: int) -> None:
        self._work: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._run) for _number in range(threads)]
        self._begun = False

    def submit(self, work: Callable[[], object]) -> None:
        """Has one of them do it, once it is free. It raises nothing."""
        if not self._begun:
            self._begun = True
            for thread in self._threads:
                thread.start()
        self._work.put(work)

    def shutdown(self, *, wait: bool = False) -> None:
        """Has them end after what they have begun and what is waiting. Who waits sees that."""
        for _thread in self._threads:
            self._work.put(None)
        for thread in self._threads if wait and self._begun else ():
            thread.join()

    def _run(self) -> None:
        while work := self._work.get():
            work()


class Outcome(NamedTuple):
    """What became of a request, as gunicorn asks for it."""

    value: object = None
    error: BaseException | None = None

    def result(self) -> object:
        """What is to become of the connection. Raises what went wrong."""
        if self.error:
            raise self.error
        return self.value

    def cancelled(self) -> bool:
        """Never."""
        return False


PARTICULAR = {"Content-Length", "Set-Cookie", "X-Request-ID"}
"""Headers that are another each time, or that gunicorn goes by."""


class Answer(Response):
    """An answer whose headers are checked once where they are the same again and again, as those of pages."""

    def process_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        """Takes over the application's headers. Raises what gunicorn raises for one that cannot be sent."""
        for header in headers:
            if header[0] not in PARTICULAR and passed_on(header):
                self.headers.append(header)
            else:
                super().process_headers([header])


@lru_cache(maxsize=1_000)
def passed_on(header: tuple[str, str]) -> bool:
    """Whether gunicorn sends a header as it is, and goes by nothing in it."""
    trial = Response(None, None, None)
    trial.process_headers([header])
    return trial.headers == [header] and trial.response_length is None and not trial.upgrade


def with_answers(application: WSGIApplication) -> WSGIApplication:
    """The application, whose answers gunicorn sends as an `Answer`."""

    def answer(environ: WSGIEnvironment, start_response: Any) -> Iterable[bytes]:
        # gunicorn lets a protocol choose the class of answers, and a worker not.
        if type(start_response.__self__) is Response:
            start_response.__self__.__class__ = Answer
        return application(environ, start_response)

    return answer


class Worker(ThreadWorker):
    """One send for each answer, and connections for every worker.

    Whoever is killed between the head and the body leaves half an answer behind, which a proxy has begun to
    pass on and can no longer ask another node for. Threads made that moment long: a send lets others go on.

    Connections stay open, and with the worker that took them. All workers hear of a new one; where the
    quickest takes it, one may end up with all of them, and the other processors have nothing to do.
    """

    wsgi: WSGIApplication

    def get_thread_pool(self) -> Pool:
        """Who answers requests."""
        return Pool(self.cfg.threads)

    def load_wsgi(self) -> None:
        """Loads the application."""
        super().load_wsgi()
        self.wsgi = with_answers(self.wsgi)

    def accept(self, listener: socket.socket) -> None:
        """Takes a new connection in, unless a worker that has fewer did meanwhile."""
        if self.nr_conns and self.cfg.workers > 1:
            time.sleep(HESITATION * min(self.nr_conns, MANY))
        super().accept(listener)

    def enqueue_req(self, conn: TConn) -> None:
        """Has a thread answer the next request of a connection."""
        self.tpool.submit(partial(self._answer, conn))

    def _answer(self, conn: TConn) -> None:
        try:
            outcome = Outcome(self.handle(conn))
        except BaseException as error:  # even an exit is for the main thread to hear of
            outcome = Outcome(error=error)
        self.method_queue.defer(self.finish_request, conn, outcome)

    def handle(self, conn: TConn) -> Any:
        """Answers the next request of a connection; what is to become of it."""
        _wrap(conn)
        return super().handle(conn)

    def run(self) -> None:
        """Serves until the worker is to end."""
        try:
            super().run()
        finally:
            self.tpool.shutdown()

    def handle_abort(self, sig: int, frame: Any) -> None:
        """Ends a worker that does not answer any more."""
        self.tpool.shutdown()
        super().handle_abort(sig, frame)

    def handle_request(self, req: Request, conn: TConn) -> bool:
        """Answers; whether the connection stays open."""
        whole = False
        _wrap(conn)  # with TLS the socket is another by now
        conn.sock.begin()
        try:
            stays: bool = super().handle_request(req, conn)
            whole = True
        finally:
            conn.sock.end(whole=whole)
        return stays
