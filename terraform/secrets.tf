# The keys themselves are added with gcloud, as versions: they are in no state file.
resource "google_secret_manager_secret" "signing_keys" {
  secret_id           = "openphone-signing-keys"
  deletion_protection = var.deletion_protection

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  # A version destroyed by mistake can be had back for a day.
  version_destroy_ttl = "86400s"

  depends_on = [google_project_service.apis]
}
