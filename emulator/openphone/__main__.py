"""`python -m emulator.openphone`: the simulated OpenPhone alone."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence

from emulator.errors import StackError
from emulator.openphone.app import RATE, OpenPhone
from emulator.openphone.auth import API_KEY, BASIC_API_KEY
from emulator.openphone.webhooks.sender import ANSWER_SECONDS
from emulator.ports import LAST_PORT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulator until a signal comes, and return the exit status."""
    options = vars(_parser().parse_args(arguments))
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    try:
        simulator = OpenPhone(options.pop("port"), **options)
    except StackError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"ready {simulator.url}\n")
    sys.stdout.flush()
    stopped.wait()
    simulator.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m emulator.openphone",
        description="Simulates OpenPhone's API and webhooks on 127.0.0.1.",
        epilog=f"API keys:\n  {API_KEY}\n  {BASIC_API_KEY} (a plan without summaries)",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=_port, default=8084, help="port to listen on, 0 for any free one (8084)")
    add(
        "--time-scale",
        type=float,
        default=1.0,
        metavar="S",
        help="seconds of the retry schedule that pass in one second: 3600 makes an hour a second "
        "(1)",
    )
    add("--rate", type=int, default=RATE, help="requests a second per key, 0 for no limit (10)")
    add("--items", type=int, default=0, help="number of extra messages and calls (0)")
    add("--shuffle", type=int, metavar="SEED", help="deliver out of order, and some events twice")
    add(
        "--answer-seconds",
        type=float,
        default=ANSWER_SECONDS,
        help="how long a delivery waits for an answer (10)",
    )
    add("--as-written", action="store_true", help="leave the samples on their day, 2026-04-02")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LAST_PORT}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
