"""What one event changes, decided without I/O."""
