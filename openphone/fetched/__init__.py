"""What the REST API returns, turned into the events that webhooks would have sent."""
