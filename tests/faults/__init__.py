"""What needs real parts, several of them, and things that go wrong."""
