"""What OpenPhone (now Quo) sends and accepts: signatures and events. No cloud, no web framework."""
