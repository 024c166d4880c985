import pytest

from openphone.signatures import Policy
from pipeline.settings import ConfigError
from receiver.config import Config

PROJECT = {"GOOGLE_CLOUD_PROJECT": "demo-openphone"}


def test_the_project_alone_is_enough() -> None:
    assert Config.from_env(PROJECT) == Config(
        project="demo-openphone",
        topic="openphone-events",
        secret="openphone-signing-keys",
        secret_emulator="",
        signing_keys=(),
        policy=Policy(
            schemes=("standard", "openphone", "hex"),
            tolerances={"openphone": 345_600, "standard": 300},
        ),
        max_body_bytes=5_242_880,
        log_level="INFO",
    )


def test_every_setting_is_read() -> None:
    env = {
        "GOOGLE_CLOUD_PROJECT": "example.com:project-1",
        "PUBSUB_TOPIC": "topic",
        "SIGNING_KEYS_SECRET": "secret",
        "SECRET_MANAGER_EMULATOR_HOST": "127.0.0.1:8086",
        "OPENPHONE_WEBHOOK_SIGNING_KEY": "one, two\n# no key\nthree",
        "SIGNATURE_SCHEMES": "openphone, standard",
        "OPENPHONE_TOLERANCE_SECONDS": "1",
        "STANDARD_TOLERANCE_SECONDS": " 2 ",
        "MAX_BODY_BYTES": "9900000",
        "LOG_LEVEL": "debug",
    }
    assert Config.from_env(env) == Config(
        project="example.com:project-1",
        topic="topic",
        secret="secret",
        secret_emulator="127.0.0.1:8086",
        signing_keys=("one", "two", "three"),
        policy=Policy(("standard", "openphone"), {"openphone": 1, "standard": 2}),
        max_body_bytes=9_900_000,
        log_level="DEBUG",
    )


def test_keys_are_not_shown() -> None:
    config = Config.from_env(PROJECT | {"OPENPHONE_WEBHOOK_SIGNING_KEY": "canary"})
    assert "canary" not in repr(config)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOOGLE_CLOUD_PROJECT", "projects/canary"),
        ("GOOGLE_CLOUD_PROJECT", ""),
        ("PUBSUB_TOPIC", "projects/p/topics/canary"),
        ("SIGNING_KEYS_SECRET", "projects/p/secrets/canary"),
        ("OPENPHONE_WEBHOOK_SIGNING_KEY", "#canary"),
        ("SIGNATURE_SCHEMES", "standard,canary"),
        ("SIGNATURE_SCHEMES", ""),
        ("SIGNATURE_SCHEMES", "none"),
        ("OPENPHONE_TOLERANCE_SECONDS", "0"),
        ("STANDARD_TOLERANCE_SECONDS", "-1"),
        ("MAX_BODY_BYTES", "9900001"),
        ("MAX_BODY_BYTES", "5MiB"),
        ("LOG_LEVEL", "canary"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env(PROJECT | {name: value})
    assert name in str(caught.value)
    assert ";" not in str(caught.value)
    assert "canary" not in str(caught.value)


def test_every_problem_is_named_at_once() -> None:
    env = {"MAX_BODY_BYTES": "0", "SIGNATURE_SCHEMES": "x", "LOG_LEVEL": "x", "PUBSUB_TOPIC": "x"}
    with pytest.raises(ConfigError) as caught:
        Config.from_env(env)
    for name in ("GOOGLE_CLOUD_PROJECT", *env):
        assert name in str(caught.value)
