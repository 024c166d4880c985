"""The operator's command line: webhooks, test events, recovery."""
