"""How one program starts."""

from typing import NamedTuple


class Launch(NamedTuple):
    """The command, and one that ends what it leaves outside its process group, if anything."""

    command: tuple[str, ...]
    cleanup: tuple[str, ...] = ()
