"""What the REST API returns, as the events that webhooks would have sent. Pure.

`item` has the rules of ids and times that make it safe to publish these over live traffic: begin
there. `v1` and `v2026` make events of messages, calls and contacts, in the `words` of webhooks;
`parts` of what belongs to a call. For the command line's backfill.
"""
