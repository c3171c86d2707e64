"""A process that pulls and can be killed: ``python -m tests.sync.decidim.pull_process``.

It reads one JSON object a line (folder, address, version, die_at), forks a child that pulls, says the child's
number, and then how it ended. ``die_at``: the child kills itself before that change of a file's name, or that
erasing of a folder; 0: it does not.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

from kiosk.i18n import translator
from sync.decidim.bridge import ANSWERS, Decidim, Pulling
from sync.decidim.client import DecidimClient, http_client
from sync.decidim.document import Version
from sync.decidim.drafting import Setting
from sync.decidim.pace import Pace
from sync.decidim.questions import Answers
from tests.sync.decidim.pulling import SINCE, TODAY


def plain_bridge(folder: Path, address: str, version: Version | None, client: DecidimClient) -> Decidim:
    """A bridge without a hub's database: what the pull itself writes is files."""
    folder.mkdir(parents=True, exist_ok=True)
    setting = Setting(
        address=address,
        languages=("fr", "en"),
        zone=timezone(timedelta(hours=1)),
        answers=Answers(folder / ANSWERS),
        quartiers={},
        check=lambda _draft: None,
        tr=translator("en", "hub"),
    )
    return Decidim(client, version or "auto", Pulling(folder, setting, lambda: TODAY))


def main() -> None:
    """Pull as often as asked."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _pull(asked)
            os._exit(0)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _pull(asked: dict[str, Any]) -> None:
    if asked["die_at"]:
        _die_at(asked["die_at"])
    with http_client() as http:
        client = DecidimClient(asked["address"], http, pace=Pace(0.0))
        plain_bridge(Path(asked["folder"]), asked["address"], asked["version"], client).pull(SINCE)


def _die_at(number: int) -> None:
    seen = 0

    def counted(change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*arguments: Any, **more: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*arguments, **more)

        return changed

    Path.replace = counted(Path.replace)  # type: ignore[method-assign]
    Path.rename = counted(Path.rename)  # type: ignore[method-assign]
    shutil.rmtree = counted(shutil.rmtree)  # type: ignore[assignment]


if __name__ == "__main__":
    main()
