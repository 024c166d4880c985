# Bad values are refused before anything is planned; each refusal has a sentence that helps. A run
# fails unless every variable that it sets is refused.
mock_provider "google" {}

variables {
  alert_email   = "owner@shop.example"
  playbooks_url = "https://example.com/docs/playbooks"
  project_id    = "example-openphone"
  region        = "europe-west1"
}

run "refuses_what_is_empty_or_of_another_form" {
  command = plan

  variables {
    alert_email                 = "nobody"
    database                    = "Default"
    event_ttl_days              = 0
    firestore_location          = "Frankfurt"
    log_level                   = "WARNING"
    max_body_bytes              = 20000000
    notification_channels       = ["me"]
    openphone_numbers           = ["555-0100"]
    openphone_tolerance_seconds = -300
    operator_emails             = ["boss'] || true || ['"]
    playbooks_url               = "http://example.com/playbooks"
    processor_max_instances     = 0
    project_id                  = ""
    quiet_hours                 = 24
    receiver_max_instances      = 0
    region                      = "Frankfurt"
    staff_domain                = "gmail.com"
    staff_emails                = ["shop.test"]
    standard_tolerance_seconds  = 0
    topic_retention_days        = -7
  }

  expect_failures = [
    var.alert_email,
    var.database,
    var.event_ttl_days,
    var.firestore_location,
    var.log_level,
    var.max_body_bytes,
    var.notification_channels,
    var.openphone_numbers,
    var.openphone_tolerance_seconds,
    var.operator_emails,
    var.playbooks_url,
    var.processor_max_instances,
    var.project_id,
    var.quiet_hours,
    var.receiver_max_instances,
    var.region,
    var.staff_domain,
    var.staff_emails,
    var.standard_tolerance_seconds,
    var.topic_retention_days,
  ]
}

run "refuses_what_is_out_of_range_or_anybodys" {
  command = plan

  variables {
    receiver_min_instances  = -1
    processor_min_instances = 6
    alert_email             = ""
    event_ttl_days          = -1
    project_id              = "My Project"
    quiet_hours             = -1
    region                  = "europe-west1-b"
    staff_domain            = "@shop.test"
    topic_retention_days    = 32
  }

  expect_failures = [
    var.receiver_min_instances,
    var.processor_min_instances,
    var.alert_email,
    var.event_ttl_days,
    var.project_id,
    var.quiet_hours,
    var.region,
    var.staff_domain,
    var.topic_retention_days,
  ]
}

run "refuses_what_is_not_whole_and_what_would_open_the_rules" {
  command = plan

  variables {
    event_ttl_days = 1.5
    region         = "eu"
    staff_domain   = "x' || true || '"
  }

  expect_failures = [
    var.event_ttl_days,
    var.region,
    var.staff_domain,
  ]
}
