"""Events: a webhook body of any shape, read into one normalised event."""
