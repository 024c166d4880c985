from collections.abc import Mapping

import pytest

from pipeline.settings import ConfigError, Settings, read_or_exit


def problems(settings: Settings) -> str:
    with pytest.raises(ConfigError) as caught:
        settings.check()
    return str(caught.value)


def test_settings_without_problems_pass() -> None:
    settings = Settings({})
    assert settings.text("A", "default") == "default"
    assert settings.number("B", 5) == 5
    assert settings.subset("C", ("x", "y")) == ("x", "y")
    assert settings.log_level() == "INFO"
    settings.check()


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_text_is_unset(value: str) -> None:
    assert Settings({"A": value}).text("A", "default") == "default"
    settings = Settings({"A": value})
    assert settings.text("A") == ""
    assert problems(settings) == "A is required"


def test_a_text_is_trimmed_and_has_to_match_its_pattern() -> None:
    assert Settings({"A": " abc\n"}).text("A", pattern="[a-z]+") == "abc"
    settings = Settings({"A": "a-canary"})
    settings.text("A", pattern="[a-z]+")
    assert problems(settings) == "A is not a valid name"


@pytest.mark.parametrize("value", ["", "0", "-1", "+1", "1.0", "1_000", "11", "٣", "9" * 5000, "x"])
def test_a_number_is_whole_positive_and_bounded(value: str) -> None:
    settings = Settings({"A": value})
    assert settings.number("A", 5, most=10) == 5
    assert problems(settings) == "A must be a whole number from 1 to 10"


def test_a_number_may_be_its_bounds() -> None:
    settings = Settings({"A": "1", "B": "010"})
    assert (settings.number("A", 5, most=10), settings.number("B", 5, most=10)) == (1, 10)
    settings.check()


def test_a_subset_comes_in_the_given_order() -> None:
    assert Settings({"A": "z , x"}).subset("A", ("x", "y", "z")) == ("x", "z")


def test_every_problem_is_in_the_one_message_that_ends_the_process() -> None:
    def read(env: Mapping[str, str]) -> None:
        settings = Settings(env)
        settings.number("A", 1)
        settings.problem("B is odd")
        settings.check()

    with pytest.raises(SystemExit) as caught:
        read_or_exit(read, {"A": "canary"})
    expected = "cannot start: A must be a whole number from 1 to 1000000000; B is odd"
    assert caught.value.code == expected
    assert caught.value.__suppress_context__
    read_or_exit(lambda env: Settings(env).check(), {})
