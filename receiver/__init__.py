"""The receiver: a Cloud Run service that verifies deliveries and publishes them to Pub/Sub.

`app` has the rules and knows no cloud: begin there. `main` wires it to `keys` (Secret Manager,
behind `key_cache`) and `publisher` (Pub/Sub). Nothing else imports this package.
"""
