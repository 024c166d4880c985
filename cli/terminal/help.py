"""Help texts."""


def examples(*lines: str) -> str:
    """Return an epilog of examples, one a line, which click does not fill into a paragraph."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))
