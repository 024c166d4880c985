variable "alert_email" {
  description = "Address that receives the alerts."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$", var.alert_email))
    error_message = "alert_email must be one e-mail address, such as you@yourshop.com."
  }
}

variable "database" {
  description = "Firestore database. The web SDKs use (default) unless told otherwise."
  type        = string
  default     = "(default)"

  validation {
    condition     = var.database == "(default)" || can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.database))
    error_message = "database must be (default), or 4 to 63 lower-case letters, digits and hyphens that begin with a letter."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete the services and the secret; keep the database even on destroy."
  type        = bool
  default     = true
}

variable "event_ttl_days" {
  description = "Days to keep the records of events (webhook_events)."
  type        = number
  default     = 90

  validation {
    condition     = var.event_ttl_days >= 1 && var.event_ttl_days <= 36500 && floor(var.event_ttl_days) == var.event_ttl_days
    error_message = "event_ttl_days must be a whole number of days from 1 to 36500."
  }
}

variable "firestore_location" {
  description = "Where the documents are stored: a region, or eur3, nam5, nam7; null for the region of the services. It can never be changed."
  type        = string
  default     = null

  validation {
    condition     = var.firestore_location == null || can(regex("^([a-z]+-[a-z]+[0-9]+|eur3|nam5|nam7)$", var.firestore_location))
    error_message = "firestore_location must be a region such as europe-west1, or one of eur3, nam5, nam7."
  }
}

variable "log_level" {
  description = "Log level of both services. Metrics and alerts count lines of level INFO."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["DEBUG", "INFO"], var.log_level)
    error_message = "log_level must be DEBUG or INFO: above INFO, the services do not write the lines that metrics and alerts count."
  }
}

variable "max_body_bytes" {
  description = "Largest delivery that the receiver accepts, in bytes. Its memory is sized for the default."
  type        = number
  default     = 5242880

  validation {
    condition     = var.max_body_bytes >= 1024 && var.max_body_bytes <= 9900000 && floor(var.max_body_bytes) == var.max_body_bytes
    error_message = "max_body_bytes must be a whole number from 1024 to 9900000: Pub/Sub takes messages of at most 10 MB."
  }
}

variable "notification_channels" {
  description = "Existing notification channels that also receive the alerts, as projects/P/notificationChannels/N."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[0-9]+$", name))])
    error_message = "notification_channels must be full names: projects/your-project/notificationChannels/1234567890 (gcloud beta monitoring channels list)."
  }
}

variable "openphone_numbers" {
  description = "Your own OpenPhone numbers: they help to tell who is external. Set them before the first event."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for number in var.openphone_numbers : can(regex("^\\+[1-9][0-9]{6,14}$", number))])
    error_message = "openphone_numbers must be in E.164 form, such as +15550100001: a plus sign and digits alone."
  }
}

variable "openphone_tolerance_seconds" {
  description = "Seconds that a legacy delivery may be old: its retries keep their first timestamp for about three days."
  type        = number
  default     = 345600

  validation {
    condition     = var.openphone_tolerance_seconds >= 300 && var.openphone_tolerance_seconds <= 2592000 && floor(var.openphone_tolerance_seconds) == var.openphone_tolerance_seconds
    error_message = "openphone_tolerance_seconds must be a whole number from 300 (five minutes) to 2592000 (30 days); below 259200, late retries are refused."
  }
}

variable "operator_emails" {
  description = "Addresses that may read webhook_events from a browser. This alone does not make them staff."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.operator_emails : can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$", email))])
    error_message = "operator_emails must be e-mail addresses, such as you@yourshop.com, one in each element."
  }
}

variable "playbooks_url" {
  description = "Where people can read docs/playbooks of your copy of this project; alerts link to it."
  type        = string

  validation {
    condition     = can(regex("^https://[^\\s/]+/\\S*[^/\\s]$", var.playbooks_url))
    error_message = "playbooks_url must be an https address without a slash at its end, such as https://github.com/you/openphone-webhooks/blob/main/docs/playbooks."
  }
}

variable "processor_max_instances" {
  description = "Maximum instances of the processor; what they cannot take at once waits in Pub/Sub."
  type        = number
  default     = 5

  validation {
    condition     = var.processor_max_instances >= 1 && var.processor_max_instances <= 100 && floor(var.processor_max_instances) == var.processor_max_instances
    error_message = "processor_max_instances must be a whole number from 1 to 100."
  }
}

variable "processor_min_instances" {
  description = "Instances of the processor to keep at all times; 0 costs nothing while there are no events."
  type        = number
  default     = 0

  validation {
    condition     = var.processor_min_instances >= 0 && var.processor_min_instances <= var.processor_max_instances && floor(var.processor_min_instances) == var.processor_min_instances
    error_message = "processor_min_instances must be a whole number from 0 to processor_max_instances."
  }
}

variable "project_id" {
  description = "Google Cloud project to create everything in."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be the id of an existing project (gcloud projects list): 6 to 30 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "quiet_hours" {
  description = "Hours without an event after which to alert; 0 switches this alert off."
  type        = number
  default     = 23

  validation {
    condition     = var.quiet_hours >= 0 && var.quiet_hours <= 23 && floor(var.quiet_hours) == var.quiet_hours
    error_message = "quiet_hours must be a whole number from 0 (off) to 23: Cloud Monitoring does not look back further."
  }
}

variable "receiver_max_instances" {
  description = "Maximum instances of the receiver. Anybody can call it, so this also limits what a flood can cost."
  type        = number
  default     = 5

  validation {
    condition     = var.receiver_max_instances >= 1 && var.receiver_max_instances <= 100 && floor(var.receiver_max_instances) == var.receiver_max_instances
    error_message = "receiver_max_instances must be a whole number from 1 to 100."
  }
}

variable "receiver_min_instances" {
  description = "Instances of the receiver to keep at all times; 0 costs nothing while there are no events."
  type        = number
  default     = 0

  validation {
    condition     = var.receiver_min_instances >= 0 && var.receiver_min_instances <= var.receiver_max_instances && floor(var.receiver_min_instances) == var.receiver_min_instances
    error_message = "receiver_min_instances must be a whole number from 0 to receiver_max_instances."
  }
}

variable "region" {
  description = "Region of the services, topics, images and keys."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a Cloud Run region such as europe-west1 or us-central1 (gcloud run regions list), not a zone and not a multi-region."
  }
}

variable "staff_domain" {
  description = "Domain whose verified addresses may read contacts, conversations and activities; empty for nobody."
  type        = string
  default     = ""

  validation {
    condition     = var.staff_domain == "" || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.staff_domain))
    error_message = "staff_domain must be a domain such as yourshop.com, in lower case and without @, or empty."
  }

  validation {
    condition = !contains([
      "aol.com", "gmail.com", "gmx.com", "gmx.de", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
      "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "web.de", "yahoo.com",
    ], var.staff_domain)
    error_message = "staff_domain must be a domain of your own: anybody can have an address in this one. Use staff_emails."
  }
}

variable "staff_emails" {
  description = "Addresses that may read contacts, conversations and activities."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.staff_emails : can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$", email))])
    error_message = "staff_emails must be e-mail addresses, such as you@yourshop.com, one in each element."
  }
}

variable "standard_tolerance_seconds" {
  description = "Seconds by which the timestamp of a delivery of the API 2026-03-30 may be off."
  type        = number
  default     = 300

  validation {
    condition     = var.standard_tolerance_seconds >= 30 && var.standard_tolerance_seconds <= 3600 && floor(var.standard_tolerance_seconds) == var.standard_tolerance_seconds
    error_message = "standard_tolerance_seconds must be a whole number from 30 to 3600."
  }
}

variable "topic_retention_days" {
  description = "Days that Pub/Sub keeps every event, even processed ones, so that they can be replayed."
  type        = number
  default     = 7

  validation {
    condition     = var.topic_retention_days >= 1 && var.topic_retention_days <= 31 && floor(var.topic_retention_days) == var.topic_retention_days
    error_message = "topic_retention_days must be a whole number from 1 to 31, the most days that Pub/Sub keeps messages."
  }
}
