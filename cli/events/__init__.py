"""Records of events and dead letters: read and replayed."""
