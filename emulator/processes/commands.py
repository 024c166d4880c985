"""How one program is started."""

from typing import NamedTuple


class Launch(NamedTuple):
    """The command, and another that ends what it leaves outside its process group, if anything."""

    command: tuple[str, ...]
    cleanup: tuple[str, ...] = ()
