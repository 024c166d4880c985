"""What to do about a step of `openphone webhooks test` that fails, by the answer's status."""

_NO_ANSWER = (
    "Check the host name and the network, and that the receiver is deployed (`terraform output "
    "webhook_url`) or, for the local stack, that `make run` is running."
)
_WRONG_PATH = (
    "This address is not the receiver's: it ends in /api/webhooks/openphone (`terraform output "
    "webhook_url`). Check --url and WEBHOOK_BASE_URL."
)
_CLOUD_RUN = (
    "Cloud Run asks for authentication, so OpenPhone cannot deliver: run `terraform apply`, which "
    "lets everybody call the receiver; a policy of your organisation may forbid that."
)
_REDIRECT = "The address redirects, and OpenPhone does not follow: give the final https URL."
_FAILS = "The receiver fails: read its log in Cloud Run, and docs/playbooks."
_NOT_OURS = "Something other than the receiver answers: check --url and WEBHOOK_BASE_URL."
_ACCEPTS = (
    "What answers accepts deliveries without a signature. It is not this receiver, or something "
    "in front of it answers: do not send OpenPhone's events there."
)
_REFUSED = (
    "The receiver does not accept this key. It reads the enabled versions of the secret "
    "SIGNING_KEYS_SECRET in its own project, unless OPENPHONE_WEBHOOK_SIGNING_KEY is set for it: "
    "compare the project, check that the key's version is enabled, and that the receiver's "
    "SIGNATURE_SCHEMES is not too narrow."
)
_BUSY = (
    "The receiver could load no signing key, or Pub/Sub did not confirm the event: its log says "
    "which. Check that the secret has an enabled version, that the topic exists, and that the "
    "receiver's account may use both (`terraform apply`)."
)

_BY_STATUS = {
    ("health", 401): _CLOUD_RUN,
    ("health", 403): _CLOUD_RUN,
    ("health", 404): _WRONG_PATH,
    ("unsigned", 200): _ACCEPTS,
    ("unsigned", 401): _CLOUD_RUN,
    ("unsigned", 404): _WRONG_PATH,
    ("unsigned", 405): _WRONG_PATH,
    ("signed", 403): _REFUSED,
    ("signed", 404): _WRONG_PATH,
    ("signed", 503): _BUSY,
    ("clock", 403): (
        "The clocks differ by more than a minute, and a signature is valid for five: set this "
        "machine's clock."
    ),
    ("no-key", 0): (
        "Set OPENPHONE_WEBHOOK_SIGNING_KEY, or get a key and store it with `openphone webhooks "
        "create`."
    ),
    ("odd-key", 0): (
        "What follows `whsec_` must be base64, as OpenPhone shows it. Copy the whole key again, "
        "into OPENPHONE_WEBHOOK_SIGNING_KEY or, if that is not set, into a new version of the "
        "secret."
    ),
    ("stored", 0): (
        "Pub/Sub has the probe, but the processor has not stored it. See whether it is among the "
        "dead letters (`openphone dead-letters list`), read the processor's log, and check that "
        "GOOGLE_CLOUD_PROJECT and FIRESTORE_DATABASE are those of this receiver."
    ),
    ("failed", 0): "Look at it with `openphone events show`, and read the processor's log.",
}


def advice(step: str, status: int) -> str:
    """Return what to do about a step with this status; 0 stands for no answer."""
    if (step, status) in _BY_STATUS:
        return _BY_STATUS[step, status]
    if status == 0:
        return _NO_ANSWER
    if 300 <= status < 400:  # noqa: PLR2004 - the class of redirects
        return _REDIRECT
    return _FAILS if status >= 500 else _NOT_OURS  # noqa: PLR2004 - the class of server errors
