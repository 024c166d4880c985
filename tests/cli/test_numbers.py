"""`openphone numbers`: our own numbers, in the forms that others take."""

import json

from cli.commands.numbers import Number, numbers, setting
from tests.cli.console import Simulator, run
from tests.terraform.files import block

OURS = ["+15550100001", "+15550100002"]


def test_the_list_is_that_of_the_workspace(simulator: Simulator) -> None:
    result = run("numbers", "--json", env=simulator.env)
    assert (result.status, result.stderr) == (0, "")
    assert [one["number"] for one in json.loads(result.stdout)] == OURS


def test_a_pipe_gets_a_line_for_each_number(simulator: Simulator) -> None:
    result = run("numbers", env=simulator.env)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert lines[0] == ["Number", "Name", "ID"]
    assert [line[0] for line in lines[1:]] == OURS


def test_the_setting_of_the_processor_comes_alone(simulator: Simulator) -> None:
    simulator.fault(path="/v1/phone-numbers", status=403)  # then the other generation is asked
    result = run("numbers", "--format", "env", env=simulator.env)
    assert result == (0, "OPENPHONE_NUMBERS=+15550100001,+15550100002\n", "")


def test_a_wrong_key_is_no_empty_list(simulator: Simulator) -> None:
    env = simulator.env | {"OPENPHONE_API_KEY": "wrong-key-of-a-test"}
    result = run("numbers", "--format", "env", env=env)
    assert (result.status, result.stdout) == (1, "")
    assert "OPENPHONE_API_KEY" in result.stderr
    assert "wrong-key-of-a-test" not in result.stderr


def test_without_a_key_the_command_says_where_to_get_one() -> None:
    result = run("numbers")
    assert result.status == 1
    assert "OPENPHONE_API_KEY is not set" in result.stderr


def test_both_generations_are_read_and_repeats_left_out() -> None:
    items: list[dict[str, object]] = [
        {"id": "PN2", "number": "+15550100002", "name": "B"},
        {"id": "PN1", "phoneNumber": " +15550100001 ", "name": None},
        {"id": "PN2", "number": "+15550100002", "name": "B"},
        {"id": "PN3", "number": None},
    ]
    assert numbers(items) == [Number("PN1", OURS[0], ""), Number("PN2", OURS[1], "B")]


def test_terraform_gets_a_line_for_its_variable() -> None:
    assert setting("terraform", OURS) == 'openphone_numbers = ["+15550100001", "+15550100002"]'
    assert setting("terraform", []) == "openphone_numbers = []"
    assert "= list(string)" in block('variable "openphone_numbers"')
