# What must be true of every plan. Needs no network and no credentials: nothing is created.
mock_provider "google" {
  override_during = plan

  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

override_resource {
  target          = google_cloud_run_v2_service.receiver
  override_during = plan
  values          = { uri = "https://openphone-receiver-abc.a.run.app" }
}

override_resource {
  target          = google_cloud_run_v2_service.processor
  override_during = plan
  values          = { uri = "https://openphone-processor-abc.a.run.app" }
}

override_resource {
  target          = google_service_account.receiver
  override_during = plan
  values          = { email = "receiver@test", member = "serviceAccount:receiver@test", name = "projects/p/serviceAccounts/receiver@test" }
}

override_resource {
  target          = google_service_account.processor
  override_during = plan
  values          = { email = "processor@test", member = "serviceAccount:processor@test", name = "projects/p/serviceAccounts/processor@test" }
}

override_resource {
  target          = google_service_account.push
  override_during = plan
  values          = { email = "push@test", member = "serviceAccount:push@test", name = "projects/p/serviceAccounts/push@test" }
}

override_resource {
  target          = google_service_account.build
  override_during = plan
  values          = { email = "build@test", member = "serviceAccount:build@test", name = "projects/p/serviceAccounts/build@test" }
}

override_resource {
  target          = google_pubsub_topic.events
  override_during = plan
  values          = { id = "projects/example-openphone/topics/openphone-events" }
}

override_resource {
  target          = google_pubsub_topic.dead
  override_during = plan
  values          = { id = "projects/example-openphone/topics/openphone-events-dead" }
}

variables {
  alert_email       = "owner@shop.example"
  openphone_numbers = ["+15550100001", "+15550100002"]
  operator_emails   = ["operator@shop.example"]
  playbooks_url     = "https://example.com/docs/playbooks"
  project_id        = "example-openphone"
  region            = "europe-west1"
  staff_domain      = "staff.example.com"
  staff_emails      = ["front.desk@shop.example", "owner@shop.example"]
}

run "each_account_may_do_what_it_needs_and_no_more" {
  command = plan

  assert {
    condition = (
      google_cloud_run_v2_service_iam_member.push_invokes_processor.member == "serviceAccount:push@test" &&
      google_cloud_run_v2_service_iam_member.push_invokes_processor.name == "openphone-processor" &&
      google_cloud_run_v2_service_iam_member.push_invokes_processor.role == "roles/run.invoker"
    )
    error_message = "The push account must be the invoker of the processor."
  }

  assert {
    condition     = google_cloud_run_v2_service.processor.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY"
    error_message = "The processor must not be reachable from outside."
  }

  assert {
    condition = (
      google_cloud_run_v2_service_iam_member.anybody_calls_receiver.member == "allUsers" &&
      google_cloud_run_v2_service_iam_member.anybody_calls_receiver.name == "openphone-receiver"
    )
    error_message = "The receiver, and only the receiver, is public."
  }

  assert {
    condition     = alltrue([for grant in google_cloud_run_v2_service_iam_member.build_deploys : grant.role == "roles/run.developer" && grant.member == "serviceAccount:build@test"])
    error_message = "The build account deploys; it does not invoke."
  }

  assert {
    condition = (
      google_cloud_run_v2_service.receiver.template[0].service_account == "receiver@test" &&
      google_cloud_run_v2_service.processor.template[0].service_account == "processor@test"
    )
    error_message = "The services must run as their own accounts."
  }

  assert {
    condition = length(distinct([
      google_service_account.receiver.account_id,
      google_service_account.processor.account_id,
      google_service_account.push.account_id,
      google_service_account.build.account_id,
    ])) == 4
    error_message = "There must be four accounts."
  }

  assert {
    condition = (
      google_pubsub_topic_iam_member.receiver_publishes.topic == "openphone-events" &&
      google_pubsub_topic_iam_member.receiver_publishes.role == "roles/pubsub.publisher" &&
      google_pubsub_topic_iam_member.receiver_publishes.member == "serviceAccount:receiver@test"
    )
    error_message = "The receiver publishes to the topic of events, and no further."
  }

  assert {
    condition = alltrue([
      for grant in values(google_secret_manager_secret_iam_member.receiver) :
      grant.secret_id == "openphone-signing-keys" && grant.member == "serviceAccount:receiver@test"
      ]) && toset(keys(google_secret_manager_secret_iam_member.receiver)) == toset([
      "roles/secretmanager.secretAccessor", "roles/secretmanager.viewer",
    ])
    error_message = "The receiver reads and lists the versions of the one secret."
  }

  assert {
    condition = (
      google_project_iam_member.processor_writes_documents.role == "roles/datastore.user" &&
      google_project_iam_member.processor_writes_documents.member == "serviceAccount:processor@test" &&
      google_project_iam_member.processor_writes_documents.condition[0].expression == "resource.name == \"projects/example-openphone/databases/(default)\""
    )
    error_message = "The processor writes to the one database."
  }

  assert {
    condition = (
      google_project_iam_member.build_reads_documents.role == "roles/datastore.viewer" &&
      google_project_iam_member.build_reads_documents.condition[0].expression == "resource.name == \"projects/example-openphone/databases/(default)\"" &&
      google_project_iam_member.build_writes_logs.role == "roles/logging.logWriter"
    )
    error_message = "The build account reads the one database and writes logs, and has nothing else on the project."
  }

  assert {
    condition     = toset([for grant in google_service_account_iam_member.build_deploys_as : grant.service_account_id]) == toset(["projects/p/serviceAccounts/receiver@test", "projects/p/serviceAccounts/processor@test"])
    error_message = "The build account may act as the two services alone."
  }
}

run "push_is_authenticated_retried_and_never_lost" {
  command = plan

  assert {
    condition = (
      google_pubsub_subscription.processor.push_config[0].push_endpoint == "https://openphone-processor-abc.a.run.app" &&
      google_pubsub_subscription.processor.push_config[0].oidc_token[0].audience == "https://openphone-processor-abc.a.run.app" &&
      google_pubsub_subscription.processor.push_config[0].oidc_token[0].service_account_email == "push@test"
    )
    error_message = "The OIDC token must be the push account's, for the processor's URL."
  }

  assert {
    condition = (
      google_pubsub_subscription.processor.topic == "projects/example-openphone/topics/openphone-events" &&
      google_pubsub_subscription.processor.ack_deadline_seconds == 60 &&
      google_pubsub_subscription.processor.retry_policy[0].minimum_backoff == "10s" &&
      google_pubsub_subscription.processor.retry_policy[0].maximum_backoff == "600s"
    )
    error_message = "Pub/Sub must wait 60 s for an answer, and 10 to 600 s between attempts."
  }

  assert {
    condition = (
      google_pubsub_subscription.processor.dead_letter_policy[0].dead_letter_topic == "projects/example-openphone/topics/openphone-events-dead" &&
      google_pubsub_subscription.processor.dead_letter_policy[0].max_delivery_attempts == 20 &&
      google_pubsub_subscription.dead.topic == "projects/example-openphone/topics/openphone-events-dead"
    )
    error_message = "After 20 attempts an event must go to the dead-letter topic, which must have a subscription."
  }

  assert {
    condition = (
      google_pubsub_topic_iam_member.pubsub_publishes_dead_letters.topic == "openphone-events-dead" &&
      google_pubsub_topic_iam_member.pubsub_publishes_dead_letters.role == "roles/pubsub.publisher" &&
      google_pubsub_topic_iam_member.pubsub_publishes_dead_letters.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com" &&
      google_pubsub_subscription_iam_member.pubsub_acknowledges_dead_letters.subscription == "openphone-events-processor" &&
      google_pubsub_subscription_iam_member.pubsub_acknowledges_dead_letters.role == "roles/pubsub.subscriber" &&
      google_pubsub_subscription_iam_member.pubsub_acknowledges_dead_letters.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com" &&
      google_service_account_iam_member.pubsub_signs_as_push.role == "roles/iam.serviceAccountTokenCreator" &&
      google_service_account_iam_member.pubsub_signs_as_push.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
    )
    error_message = "Without these grants of Pub/Sub's service agent, dead letters are lost or pushes unsigned."
  }

  assert {
    condition     = google_pubsub_subscription.processor.expiration_policy[0].ttl == "" && google_pubsub_subscription.dead.expiration_policy[0].ttl == ""
    error_message = "No subscription may expire."
  }

  assert {
    condition = (
      google_pubsub_topic.events.message_retention_duration == "604800s" &&
      google_pubsub_topic.dead.message_retention_duration == "2678400s" &&
      google_pubsub_subscription.dead.message_retention_duration == "2678400s"
    )
    error_message = "Events are kept for 7 days, dead letters for 31, the longest there is."
  }

  assert {
    condition = (
      google_pubsub_topic.events.message_storage_policy[0].allowed_persistence_regions == toset(["europe-west1"]) &&
      google_pubsub_topic.dead.message_storage_policy[0].allowed_persistence_regions == toset(["europe-west1"])
    )
    error_message = "Messages stay in the region."
  }
}

run "the_services_have_the_settings_they_need_and_no_others" {
  command = plan

  assert {
    condition = { for env in google_cloud_run_v2_service.receiver.template[0].containers[0].env : env.name => env.value } == {
      GOOGLE_CLOUD_PROJECT        = "example-openphone"
      LOG_LEVEL                   = "INFO"
      MAX_BODY_BYTES              = "5242880"
      OPENPHONE_TOLERANCE_SECONDS = "345600"
      PUBSUB_TOPIC                = "openphone-events"
      SIGNATURE_SCHEMES           = "standard,openphone"
      SIGNING_KEYS_SECRET         = "openphone-signing-keys"
      STANDARD_TOLERANCE_SECONDS  = "300"
    }
    error_message = "These are the receiver's settings."
  }

  assert {
    condition = { for env in google_cloud_run_v2_service.processor.template[0].containers[0].env : env.name => env.value } == {
      EVENT_TTL_DAYS       = "90"
      FIRESTORE_DATABASE   = "(default)"
      GOOGLE_CLOUD_PROJECT = "example-openphone"
      LOG_LEVEL            = "INFO"
      OPENPHONE_NUMBERS    = "+15550100001,+15550100002"
    }
    error_message = "These are the processor's settings; PUSH_AUDIENCE stays unset."
  }

  assert {
    condition = alltrue([for service in [google_cloud_run_v2_service.receiver, google_cloud_run_v2_service.processor] : (
      service.template[0].containers[0].startup_probe[0].http_get[0].path == "/health" &&
      service.template[0].containers[0].liveness_probe[0].http_get[0].path == "/health" &&
      service.template[0].scaling[0].max_instance_count == 5 &&
      service.scaling[0].min_instance_count == 0 &&
      service.template[0].containers[0].resources[0].startup_cpu_boost &&
      service.deletion_protection
    )])
    error_message = "Both services need probes of /health, at most 5 instances, and protection."
  }

  assert {
    condition     = google_cloud_run_v2_service.processor.template[0].timeout == "60s"
    error_message = "The processor's requests must end with the acknowledgement deadline."
  }

  assert {
    condition     = output.webhook_url == "https://openphone-receiver-abc.a.run.app/api/webhooks/openphone"
    error_message = "The webhook's address is the receiver's."
  }

  assert {
    condition     = strcontains(output.next_command, "gcloud secrets versions add openphone-signing-keys") && strcontains(output.next_command, "gcloud builds submit --project=example-openphone")
    error_message = "Next come a key and the first build."
  }
}

run "documents_are_protected_and_alerts_reach_somebody" {
  command = plan

  assert {
    condition     = google_firebaserules_ruleset.firestore.source[0].files[0].content == file("./firestore.rules")
    error_message = "With the example's domain and lists the rules must be the file itself."
  }

  assert {
    condition     = google_firebaserules_release.firestore.name == "cloud.firestore"
    error_message = "The rules must be released for the default database."
  }

  assert {
    condition = (
      google_firestore_database.this.type == "FIRESTORE_NATIVE" &&
      google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED" &&
      google_firestore_database.this.deletion_policy == "ABANDON" &&
      google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    )
    error_message = "The database needs delete protection and point-in-time recovery."
  }

  assert {
    condition = alltrue([for name in ["payload_parts", "webhook_events"] : (
      google_firestore_field.expire_at[name].field == "expire_at" &&
      length(google_firestore_field.expire_at[name].ttl_config) == 1 &&
      length(google_firestore_field.expire_at[name].index_config[0].indexes) == 0
    )])
    error_message = "Records of events and parts of large ones expire."
  }

  assert {
    condition     = !contains(keys(google_firestore_field.exempt), "conversations.last_activity_at") && !contains(keys(google_firestore_field.exempt), "webhook_events.processed_at")
    error_message = "These two are queried alone and need their own index."
  }

  assert {
    condition = alltrue([for policy in [
      google_monitoring_alert_policy.backlog, google_monitoring_alert_policy.dead_letters, google_monitoring_alert_policy.failed_events,
      google_monitoring_alert_policy.no_events, google_monitoring_alert_policy.refused_signatures, google_monitoring_alert_policy.server_errors,
      ] : (
      length(policy.notification_channels) == 1 &&
      startswith(policy.documentation[0].links[0].url, "https://example.com/docs/playbooks/") &&
      strcontains(policy.documentation[0].content, policy.documentation[0].links[0].url)
    )])
    error_message = "Each alert needs a channel and the link to its playbook."
  }

  assert {
    condition     = google_monitoring_alert_policy.no_events.conditions[0].condition_absent[0].duration == "82800s" && google_monitoring_alert_policy.no_events.enabled
    error_message = "Silence of 23 hours must alert."
  }
}

run "the_rules_carry_the_domain_the_lists_and_the_database" {
  command = plan

  variables {
    database        = "openphone"
    operator_emails = ["Boss@Shop.test"]
    staff_domain    = "shop.test"
    staff_emails    = ["a@shop.test", "b@mail.test"]
  }

  assert {
    condition = google_firebaserules_ruleset.firestore.source[0].files[0].content == replace(replace(replace(file("./firestore.rules"),
      "'staff.example.com'", "'shop.test'"),
      "['front.desk@shop.example', 'owner@shop.example']", "['a@shop.test', 'b@mail.test']"),
    "['operator@shop.example']", "['boss@shop.test']")
    error_message = "Domain and lists must replace those of the file, and nothing else."
  }

  assert {
    condition     = google_firebaserules_release.firestore.name == "cloud.firestore/openphone"
    error_message = "The rules must be released for that database."
  }
}

run "what_is_left_out_opens_nothing" {
  command = plan

  variables {
    openphone_numbers = []
    operator_emails   = []
    quiet_hours       = 0
    staff_domain      = ""
    staff_emails      = []
  }

  assert {
    condition = alltrue([for example in ["example.com", "shop.example"] :
    !strcontains(google_firebaserules_ruleset.firestore.source[0].files[0].content, example)])
    error_message = "No example address may be left in the rules."
  }

  assert {
    condition = alltrue([for text in ["return '';", "return [];", "domain() != ''"] :
    strcontains(google_firebaserules_ruleset.firestore.source[0].files[0].content, text)])
    error_message = "An empty domain must match nobody."
  }

  assert {
    condition     = !contains([for env in google_cloud_run_v2_service.processor.template[0].containers[0].env : env.name], "OPENPHONE_NUMBERS")
    error_message = "An empty variable must not be set."
  }

  assert {
    condition     = !google_monitoring_alert_policy.no_events.enabled
    error_message = "Zero hours switch the alert off."
  }
}
