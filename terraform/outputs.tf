output "next_command" {
  description = "The commands to run next: a first signing key, then the first build and rollout."
  value       = <<-SHELL
    openssl rand -base64 32 | gcloud secrets versions add ${google_secret_manager_secret.signing_keys.secret_id} --project=${var.project_id} --data-file=-
    gcloud builds submit --project=${var.project_id} --config=cloudbuild.yaml --gcs-source-staging-dir=gs://${google_storage_bucket.build.name}/source --substitutions=COMMIT_SHA=$(git rev-parse HEAD),_REGION=${var.region},_DATABASE='${var.database}' .
  SHELL
}

output "secret_name" {
  description = "The secret whose versions are the signing keys."
  value       = google_secret_manager_secret.signing_keys.secret_id
}

output "service_accounts" {
  description = "The service account of each part."
  value = {
    build     = google_service_account.build.email
    processor = google_service_account.processor.email
    push      = google_service_account.push.email
    receiver  = google_service_account.receiver.email
  }
}

output "webhook_url" {
  description = "The address to give to OpenPhone."
  value       = "${google_cloud_run_v2_service.receiver.uri}/api/webhooks/openphone"
}
