"""An OpenPhone (Quo) for one machine: the two generations of its API, and its webhooks."""
