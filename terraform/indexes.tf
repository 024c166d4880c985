# Firestore answers a query only from an index. It keeps one for every single field by itself, unless
# the field is exempt below; for several fields together it needs those listed here. Each ends in
# __name__, in the direction of its last field. docs/queries.md lists every query with its index.
locals {
  indexes = {
    # The processor's first activity of a conversation.
    activities-first = { collection = "activities", fields = ["conversation_id ASCENDING", "occurred_at ASCENDING"] }
    # A front end's timeline, newest first, and the processor's last activity.
    activities-last = { collection = "activities", fields = ["conversation_id ASCENDING", "occurred_at DESCENDING"] }
    # The processor's last activity of one direction.
    activities-directed = { collection = "activities", fields = ["conversation_id ASCENDING", "direction ASCENDING", "occurred_at DESCENDING"] }
    # The operators' list of failed events, all of them or since a time.
    events-failed = { collection = "webhook_events", fields = ["processed ASCENDING", "processed_at DESCENDING"] }
    # The operators' list of events of one type.
    events-typed = { collection = "webhook_events", fields = ["event_type ASCENDING", "processed_at DESCENDING"] }
    # Both together.
    events-failed-typed = { collection = "webhook_events", fields = ["event_type ASCENDING", "processed ASCENDING", "processed_at DESCENDING"] }
  }

  # Fields without an index of their own. Large texts and maps would cost a write for each member, and
  # an index on a time that only grows limits a collection to 500 writes a second: queries by time use
  # a composite index that begins with an id.
  #
  # Two such times keep their index: conversations.last_activity_at, by which the inbox lists all
  # conversations, and webhook_events.processed_at, by which events are listed since a time. No
  # composite index can replace them, and one business is far from 500 events a second.
  exempt = {
    activities = [
      "_merge", "ai_summary", "ai_transcript", "answered_at", "body", "completed_at", "event_at", "media",
      "media_urls", "occurred_at", "recording_url", "recordings", "voicemail",
    ]
    contacts           = ["_merge", "first_seen_at"]
    conversations      = ["_merge", "first_activity_at", "last_activity", "last_incoming_at", "last_outgoing_at"]
    openphone_contacts = ["_merge"]
    payload_parts      = ["data"]
    transcript_parts   = ["dialogue"]
    webhook_events     = ["_merge", "error_message", "payload", "payload_parts", "received_at"]
  }

  # Firestore deletes documents some time after this moment: records of events, and parts of large ones.
  expiring = toset(["payload_parts", "webhook_events"])
}

resource "google_firestore_index" "this" {
  for_each = local.indexes

  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = "COLLECTION"

  dynamic "fields" {
    for_each = [for field in each.value.fields : split(" ", field)]
    content {
      field_path = fields.value[0]
      order      = fields.value[1]
    }
  }
}

resource "google_firestore_field" "exempt" {
  for_each = merge([
    for collection, fields in local.exempt : { for field in fields : "${collection}.${field}" => [collection, field] }
  ]...)

  database   = google_firestore_database.this.name
  collection = each.value[0]
  field      = each.value[1]

  # No index at all.
  index_config {}
}

resource "google_firestore_field" "expire_at" {
  for_each = local.expiring

  database   = google_firestore_database.this.name
  collection = each.value
  field      = "expire_at"

  index_config {}
  ttl_config {}
}
