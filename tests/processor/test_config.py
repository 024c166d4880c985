from datetime import timedelta

import pytest

from pipeline.settings import ConfigError
from processor.config import Config
from processor.planning.job import Options
from tests.builders import ALSO_OURS, OURS

LEAST = {"GOOGLE_CLOUD_PROJECT": "demo-openphone"}


def test_only_the_project_is_required() -> None:
    assert Config.from_env(LEAST) == Config(
        project="demo-openphone",
        database="(default)",
        emulator="",
        options=Options(numbers=frozenset(), keep=timedelta(days=90)),
        push_audience="",
        push_service_account="",
        log_level="INFO",
    )


def test_every_setting_is_read() -> None:
    env = {
        "GOOGLE_CLOUD_PROJECT": "demo-openphone",
        "FIRESTORE_DATABASE": "inbox-eu",
        "FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080",
        "OPENPHONE_NUMBERS": f" {OURS} ,,{ALSO_OURS},",
        "EVENT_TTL_DAYS": "7",
        "PUSH_AUDIENCE": "https://processor.example.com",
        "PUSH_SERVICE_ACCOUNT": "push@demo.example.com",
        "LOG_LEVEL": "debug",
    }
    assert Config.from_env(env) == Config(
        project="demo-openphone",
        database="inbox-eu",
        emulator="127.0.0.1:8080",
        options=Options(numbers=frozenset({OURS, ALSO_OURS}), keep=timedelta(days=7)),
        push_audience="https://processor.example.com",
        push_service_account="push@demo.example.com",
        log_level="DEBUG",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOOGLE_CLOUD_PROJECT", ""),
        ("GOOGLE_CLOUD_PROJECT", "Demo/7"),
        ("FIRESTORE_DATABASE", "In box"),
        ("FIRESTORE_DATABASE", "abc"),
        ("EVENT_TTL_DAYS", "0"),
        ("EVENT_TTL_DAYS", "-1"),
        ("EVENT_TTL_DAYS", "1.5"),
        ("EVENT_TTL_DAYS", "36501"),
        ("EVENT_TTL_DAYS", "ever"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({**LEAST, name: value})
    assert str(caught.value).startswith(name)
    assert not value or value not in str(caught.value).removeprefix(name).split()


def test_events_are_kept_for_a_hundred_years_at_most() -> None:
    assert Config.from_env({**LEAST, "EVENT_TTL_DAYS": "36500"}).options.keep.days == 36500


def test_an_audience_requires_a_service_account() -> None:
    with pytest.raises(ConfigError) as caught:
        Config.from_env({**LEAST, "PUSH_AUDIENCE": "https://processor.example.com"})
    assert str(caught.value) == "PUSH_SERVICE_ACCOUNT is required when PUSH_AUDIENCE is set"
    known = {**LEAST, "PUSH_SERVICE_ACCOUNT": "push@demo.example.com"}
    assert Config.from_env(known).push_audience == ""


def test_every_problem_is_reported_at_once() -> None:
    env = {"EVENT_TTL_DAYS": "x", "LOG_LEVEL": "y", "PUSH_AUDIENCE": "z"}
    with pytest.raises(ConfigError) as caught:
        Config.from_env(env)
    names = [problem.split()[0] for problem in str(caught.value).split("; ")]
    assert names == ["GOOGLE_CLOUD_PROJECT", "EVENT_TTL_DAYS", "LOG_LEVEL", "PUSH_SERVICE_ACCOUNT"]
