# The security rules: the file that the local emulator uses, with its example addresses replaced by
# those of the variables. An empty domain and empty lists let nobody in.
locals {
  rules_source = file("${path.module}/firestore.rules")

  rules_examples = {
    domain    = "'staff.example.com'"
    staff     = "['front.desk@shop.example', 'owner@shop.example']"
    operators = "['operator@shop.example']"
  }

  rules = replace(replace(replace(
    local.rules_source,
    local.rules_examples.domain, "'${var.staff_domain}'"),
    local.rules_examples.staff, "[${join(", ", [for email in var.staff_emails : "'${lower(email)}'"])}]"),
  local.rules_examples.operators, "[${join(", ", [for email in var.operator_emails : "'${lower(email)}'"])}]")
}

resource "google_firebaserules_ruleset" "firestore" {
  source {
    files {
      name    = "firestore.rules"
      content = local.rules
    }
  }

  lifecycle {
    # The release moves to the new rules before the old ones go.
    create_before_destroy = true

    precondition {
      condition     = alltrue([for example in values(local.rules_examples) : length(split(example, local.rules_source)) == 2])
      error_message = "firestore.rules must hold each example of rules_examples exactly once, or the variables would not reach it."
    }
  }

  depends_on = [google_firestore_database.this]
}

resource "google_firebaserules_release" "firestore" {
  name         = var.database == "(default)" ? "cloud.firestore" : "cloud.firestore/${var.database}"
  ruleset_name = google_firebaserules_ruleset.firestore.name
}
