"""Sample events: signed, posted and followed."""
