# The account that builds and deploys; see cloudbuild.yaml.

resource "google_service_account" "build" {
  account_id   = "openphone-build"
  display_name = "OpenPhone: Cloud Build tests, builds and deploys"

  depends_on = [google_project_service.apis]
}

# Where `gcloud builds submit` uploads the sources.
resource "google_storage_bucket" "build" {
  # checkov:skip=CKV_GCP_62: it holds the sources of builds for 30 days, and nothing private is uploaded
  # checkov:skip=CKV_GCP_63: it logs to no bucket
  # checkov:skip=CKV_GCP_78: every upload has its own name, so nothing is overwritten
  name                        = "${var.project_id}-openphone-build"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 30
    }
  }

  depends_on = [google_project_service.apis]
}

resource "google_storage_bucket_iam_member" "build_reads_sources" {
  bucket = google_storage_bucket.build.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

resource "google_artifact_registry_repository_iam_member" "build_pushes" {
  location   = google_artifact_registry_repository.images.location
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}

resource "google_cloud_run_v2_service_iam_member" "build_deploys" {
  for_each = {
    processor = google_cloud_run_v2_service.processor.name
    receiver  = google_cloud_run_v2_service.receiver.name
  }

  location = var.region
  name     = each.value
  role     = "roles/run.developer"
  member   = google_service_account.build.member
}

# A revision runs as the service's account; whoever deploys one must be allowed to use it.
resource "google_service_account_iam_member" "build_deploys_as" {
  for_each = {
    processor = google_service_account.processor.name
    receiver  = google_service_account.receiver.name
  }

  service_account_id = each.value
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.build.member
}

# The smoke test signs an event. Deploying code as the receiver already allows reading the keys.
resource "google_secret_manager_secret_iam_member" "build" {
  for_each = toset([
    "roles/secretmanager.secretAccessor",
    "roles/secretmanager.viewer",
  ])

  secret_id = google_secret_manager_secret.signing_keys.secret_id
  role      = each.value
  member    = google_service_account.build.member
}

# The smoke test checks whether its event has arrived.
resource "google_project_iam_member" "build_reads_documents" {
  project = var.project_id
  role    = "roles/datastore.viewer"
  member  = google_service_account.build.member

  condition {
    title      = "one-database"
    expression = "resource.name == \"${local.database_name}\""
  }
}

resource "google_project_iam_member" "build_writes_logs" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.build.member
}
