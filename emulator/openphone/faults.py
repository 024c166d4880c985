"""Faults that a test orders: refusals, silence, and connections that are cut."""

from dataclasses import dataclass, field

from emulator.openphone.items import Item


@dataclass
class Fault:
    """Something to go wrong with the next `times` requests whose path begins with `path`.

    After `hang` seconds the connection is cut (`drop`), or the answer is `status` with `body`,
    by default the API's own. Without either, the request is answered as usual.
    """

    times: int = 1
    path: str = "/"
    method: str = ""
    status: int = 0
    hang: float = 0
    drop: bool = False
    body: Item | None = None
    headers: dict[str, str] = field(default_factory=dict)


def take(ordered: list[Fault], method: str, path: str) -> Fault | None:
    """Return the first fault that fits a request, if any; remove it once its times are over."""
    for fault in ordered:
        if path.startswith(fault.path) and fault.method in ("", method):
            fault.times -= 1
            if fault.times < 1:
                ordered.remove(fault)
            return fault
    return None
