"""A process that has the project ready and carries out each job in a child of its own.

Starting Python and Django takes far longer than the jobs themselves; a fork takes a few milliseconds, and
the child may be killed at any moment. Run as a module, this is that process; `Workshop` is its other end.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Outcome:
    """How a job ended: its exit status (negative: the signal), what it returned, and how long it took."""

    status: int
    result: Any
    seconds: float


class Workshop:
    """The process, as a test sees it."""

    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.workshop"],
            cwd=ROOT,
            env={**os.environ, "DEBUG": "0", "LOG_LEVEL": "ERROR", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate(timeout=120)

    def run(self, job: str, *arguments: str, fail_at: str = "", kill_after: float | None = None) -> Outcome:
        """Carry out a job; it kills itself at `fail_at`, or is killed after so many seconds."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"job": job, "arguments": arguments, "fail_at": fail_at, "kill_after": kill_after}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return Outcome(**json.loads(self._process.stdout.readline()))

    def do(self, job: str, *arguments: str) -> Any:
        """Carry out a job that has to succeed, and return its result."""
        outcome = self.run(job, *arguments)
        assert outcome.status == 0, f"{job} ended with {outcome.status}"
        return outcome.result


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def load_and_publish(folder: str) -> None:
    from directory.loading import load
    from editions.publishing import publish

    load(Path(folder))
    publish()


def finish(folder: str) -> dict[str, Any]:
    """The same after forgetting old editions, which the store is not told, and the state after it."""
    from editions.models import Edition

    kept = Edition.objects.order_by("-number").values_list("number", flat=True)[:3]
    Edition.objects.filter(current=False).exclude(number__in=list(kept)).delete()
    load_and_publish(folder)
    return state()


def state() -> dict[str, Any]:
    """What the editing database and the store hold, each value that matters, in a form to compare."""
    from editions import store
    from editions.build import file_connection
    from editions.exports import path_of
    from editions.integrity import sha256, sound
    from editions.locks import write_lock
    from editions.models import Edition
    from editions.publishing import content_of

    with write_lock(repeatable_read=True):
        found: dict[str, Any] = {
            "records": _fingerprint("default"),
            "editions": {edition.number: edition.sha256 for edition in Edition.objects.all()},
            "current": list(Edition.objects.filter(current=True).values_list("number", flat=True)),
            "damaged": [
                edition.number
                for edition in Edition.objects.all()
                if hashlib.sha256(content_of(edition)).hexdigest() != edition.sha256
            ],
        }
    found["files"] = sorted(path.name for path in store.folder().iterdir())
    found["strangers"] = [
        f"{manifest.number}.{file.ending}"
        for manifest in store.manifests()
        for file in manifest.files or ()
        if sha256(path_of(manifest.path, file)) != file.sha256
    ]
    if path := store.current_file():
        manifest = store.read_manifest(path)
        found["shown"] = {
            "number": manifest.number,
            "sha256": sha256(path),
            "manifest": manifest.sha256,
            "sound": sound(path),
            "others": sorted(file.ending for file in manifest.files or ()),
        }
        with file_connection(path, "shown"):
            found["shown"]["records"] = _fingerprint("shown")
    return found


def _fingerprint(using: str) -> str:
    """All records of a database, row numbers left out: after other deletions they may differ."""
    from directory.models import LoadedRecord, SearchEntry
    from editions.diff import take

    values: list[Any] = list(take(using).items())
    values += SearchEntry.objects.using(using).values_list()
    if using == "default":
        values += LoadedRecord.objects.values_list("model", "key", "fields")
    return hashlib.sha256("\n".join(sorted(map(repr, values))).encode()).hexdigest()


JOBS: dict[str, Callable[..., Any]] = {
    job.__name__: job for job in (migrate, load_and_publish, finish, state)
}


def main() -> None:
    """Read one order a line, fork, and answer one line when the child has ended, one way or another."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eurohpc_portal.settings")
    django.setup()
    for module in (
        "django.core.management",
        "django.core.serializers.python",
        "editions.publishing",
        "opendata.edition_files",
        "directory.loading",
    ):
        importlib.import_module(module)
    gc.freeze()  # a child that collected its parent's rubbish would copy all of its memory
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _work(order, writing)
        os.close(writing)
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reading) as pipe:
            result = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        outcome = {
            "status": status,
            "result": json.loads(result or "null"),
            "seconds": time.monotonic() - began,
        }
        print(json.dumps(outcome), flush=True)


def _work(order: dict[str, Any], writing: int) -> None:
    """The child: a job, its result into the pipe, and out, without what its parent would do at the end."""
    status = 1
    try:
        os.environ["FAIL_AT"] = order["fail_at"]
        result = JOBS[order["job"]](*order["arguments"])
        with os.fdopen(writing, "w") as pipe:
            json.dump(result, pipe)
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
