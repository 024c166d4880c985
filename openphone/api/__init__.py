"""OpenPhone's REST API, both generations: requests, answers, and the client that sends them."""
