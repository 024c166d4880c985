"""What the person at the terminal sees: progress and logs on stderr, results on stdout."""

import json
import re
import sys

from rich.console import Console, RenderableType
from rich.text import Text

WIDTH_OF_A_FILE = 120

_EMULATORS = ("Firestore emulator", "Pub/Sub emulator")
_ROUTINE = {"DEBUG", "INFO", "NOTICE"}
_ROUTINE_TEXT = re.compile(r"\b(DEBUG|INFO)\b")


class Terminal:
    """Writes in colour to a terminal alone, unless NO_COLOR is set (https://no-color.org)."""

    def __init__(self, *, all_logs: bool) -> None:
        """With `all_logs`, show every line that the parts write, else the services' warnings."""
        self._all_logs = all_logs
        # A terminal or file in another encoding must not end the program.
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        self._out = Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE)
        self._err = Console(stderr=True, width=None if sys.stderr.isatty() else WIDTH_OF_A_FILE)

    def say(self, text: str, style: str = "") -> None:
        """Report progress."""
        self._err.print(Text(text, style), soft_wrap=True)

    def look(self, inbox: str) -> None:
        """Show where a person sees what arrives: first of all, and again at the end."""
        text = Text.assemble(("The inbox: ", "bold"), (inbox, "bold cyan"))
        self._err.print(text, soft_wrap=True)

    def up(self, title: str, where: str, seconds: float) -> None:
        """Report that a part is up, and at which address."""
        self.say(f"  {title:<24} {where:<24} {seconds:4.1f} s", "green")

    def show(self, result: RenderableType) -> None:
        """Show a result."""
        self._out.print(result)

    def ready(self) -> None:
        """Tell other programs that everything is up, by a line of this word alone."""
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    def log(self, part: str, line: str) -> None:
        """Pass on a line that a part wrote, if it is worth showing."""
        if self._all_logs or (part not in _EMULATORS and not _is_routine(line)):
            # One write, so that the lines of several parts do not mix.
            sys.stderr.write(f"{part} | {line}\n")
            sys.stderr.flush()


def _is_routine(line: str) -> bool:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if isinstance(entry, dict):
        return entry.get("severity") in _ROUTINE
    return not line.strip() or bool(_ROUTINE_TEXT.search(line))
