"""`python -m emulator`: the whole pipeline on this machine, on Google's own emulators."""

import argparse
import os
import shlex
import sys
import time
from collections.abc import Mapping, Sequence

from delivery import WEBHOOK_PATH
from emulator.demo import demo
from emulator.errors import InterruptedStackError, StackError
from emulator.openphone.auth import API_KEY
from emulator.ports import NAMES, TITLES, Ports, address, option
from emulator.processes import services
from emulator.processes.interrupts import Interrupts
from emulator.stack import Stack
from emulator.terminal import Terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the local stack and return the exit status.

    0 when all went well, 1 when something failed, 2 for wrong usage, 128 plus the signal's
    number when a signal came before the work was done.
    """
    options = _parser().parse_args(arguments)
    if options.env:
        print(_exports(_ports(options)))  # noqa: T201 - for the shell
        return 0
    interrupts = Interrupts()
    terminal = Terminal(all_logs=options.logs)
    # Google's clients in this process read these from the environment alone.
    caller = dict(os.environ)
    os.environ.update(services.emulator_variables(_ports(options)))
    try:
        return _run(options, caller, terminal, interrupts)
    except InterruptedStackError as interrupted:
        return 128 + interrupted.signal
    except StackError as error:
        terminal.say(str(error), "red")
        return 1


def _exports(ports: Ports) -> str:
    """Return one `export` a line, for `eval` in a POSIX shell."""
    variables = services.google_variables(ports) | {
        "OPENPHONE_API_KEY": API_KEY,
        "OPENPHONE_API_URL": f"http://{address(ports.openphone)}",
        "WEBHOOK_BASE_URL": f"http://{address(ports.receiver)}",
    }
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def _run(
    options: argparse.Namespace, env: Mapping[str, str], terminal: Terminal, interrupts: Interrupts
) -> int:
    with Stack(_ports(options), env, terminal, interrupts) as stack:
        terminal.ready()
        if options.once:
            demo.run(stack, env, terminal)
            return 0
        if not options.no_samples:
            _try_demo(stack, env, terminal)
        _stay(stack, terminal)
    return 0


def _try_demo(stack: Stack, env: Mapping[str, str], terminal: Terminal) -> None:
    try:
        demo.run(stack, env, terminal)
    except StackError as error:
        # The stack is useful without them.
        terminal.say(str(error), "red")


def _stay(stack: Stack, terminal: Terminal) -> None:
    where = f"http://{address(stack.ports.receiver)}{WEBHOOK_PATH}"
    terminal.look(f"http://{address(stack.ports.inbox)}/")
    terminal.say(f"Send events to {where}. Press Ctrl-C to stop everything.")
    try:
        while True:
            stack.check()
            time.sleep(0.1)
    except InterruptedStackError:
        terminal.say("Stopping.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    add = parser.add_argument
    samples_or_once = parser.add_mutually_exclusive_group()
    samples_or_once.add_argument(
        "--no-samples", action="store_true", help="start without sending the sample events"
    )
    samples_or_once.add_argument(
        "--once",
        action="store_true",
        help="send the sample events, wait until all are stored, show the result and stop; "
        "the exit status is 0 only if all arrived",
    )
    add(
        "--logs",
        action="store_true",
        help="show everything that services and emulators log, not only the services' warnings",
    )
    add(
        "--ports-from",
        type=int,
        metavar="N",
        help="use seven ports from N on, in the order below",
    )
    add(
        "--env",
        action="store_true",
        help="start nothing; print the shell variables that point the openphone command to the "
        'stack at these ports: eval "$(python -m emulator --env)"',
    )
    for name in NAMES:
        default = Ports._field_defaults[name]
        text = f"port of the {TITLES[name]} (default {default})"
        add(option(name), type=int, metavar="PORT", help=text)
    return parser


def _ports(options: argparse.Namespace) -> Ports:
    first = options.ports_from
    base = Ports() if first is None else Ports(*range(first, first + len(NAMES)))
    chosen = {name: getattr(options, f"{name}_port") for name in NAMES}
    return base._replace(**{name: port for name, port in chosen.items() if port is not None})


if __name__ == "__main__":
    sys.exit(main())
