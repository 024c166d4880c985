# Copy to terraform.tfvars and edit. The first four are required.
alert_email   = "owner@shop.example"
playbooks_url = "https://github.com/example/openphone-webhooks/blob/main/docs/playbooks"
project_id    = "example-openphone"
region        = "europe-west1"

# Worth setting: your own numbers, and who may read the inbox.
openphone_numbers = ["+15550100001", "+15550100002"]
operator_emails   = ["operator@shop.example"]
staff_domain      = "staff.example.com"
staff_emails      = ["front.desk@shop.example", "owner@shop.example"]
