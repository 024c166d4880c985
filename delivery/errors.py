"""Why an event cannot be delivered."""


class DeliveryError(Exception):
    """An event cannot be delivered. The text says why, without any key or body."""
