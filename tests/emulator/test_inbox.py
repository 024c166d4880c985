"""The inbox page as it is served, its settings, its headers and its one bundled file."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from http import HTTPStatus
from pathlib import Path

import pytest
import requests

from emulator.errors import StackError
from emulator.inbox import files
from emulator.inbox.app import SAMPLE_HOSTS, Inbox
from emulator.ports import HOST, Ports
from emulator.samples import day
from tests.stack import free_ports, listening

PAGE = Path(__file__).parent.parent.parent / "inbox"
FIREBASE = json.loads((PAGE / "firebase.json").read_text())["hosting"]
DAY = day.read("day.jsonl")


@pytest.fixture(scope="module")
def ports() -> Iterator[Ports]:
    ports = free_ports()
    inbox = Inbox(ports)
    yield ports
    inbox.stop()
    assert not listening(ports)


@pytest.fixture(scope="module")
def base(ports: Ports) -> str:
    return f"http://{HOST}:{ports.inbox}"


def get(base: str, path: str) -> requests.Response:
    return requests.get(base + path, timeout=10)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/?user=stranger", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/src/main.js", "text/javascript; charset=utf-8"),
        ("/config.js", "text/javascript; charset=utf-8"),
        ("/vendor/firebase.js", "text/javascript; charset=utf-8"),
        ("/media/gutter-back.jpg", "image/jpeg"),
        ("/media/schedule.pdf", "application/pdf"),
    ],
)
def test_what_the_page_needs_is_served_with_its_type(base: str, path: str, kind: str) -> None:
    answer = get(base, path)
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"] == kind
    assert len(answer.content) == int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(
    "path",
    [
        "/package.json",
        "/package-lock.json",
        "/firebase.json",
        "/build.mjs",
        "/.npmrc",
        "/config.example.js",
        "/tests/pages.test.js",
        "/node_modules/firebase/package.json",
        "/src",
        "/src/",
        "/media/",
        "/../README.md",
        "/src/../package.json",
        "/src/%2e%2e/package.json",
        "/media/..%2f..%2finbox_files.py",
        "//etc/passwd",
        "/%00",
        "/\N{SNOWMAN}",
    ],
)
def test_nothing_else_is_served(ports: Ports, path: str) -> None:
    # The path as it stands: a client of its own would tidy it up.
    command = ["curl", "-sS", "--path-as-is", "-o", os.devnull, "-w", "%{http_code}"]
    url = f"http://{HOST}:{ports.inbox}{path}"
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    assert done.stdout == "404"


def test_head_sends_the_headers_alone_and_other_methods_are_not_allowed(base: str) -> None:
    head = requests.head(f"{base}/style.css", timeout=10)
    assert head.status_code == HTTPStatus.OK
    assert int(head.headers["content-length"]) > 0
    assert head.content == b""
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert (
            requests.request(method, base, timeout=10).status_code == HTTPStatus.METHOD_NOT_ALLOWED
        )


def test_the_settings_are_a_module_that_leads_to_this_stack(base: str, ports: Ports) -> None:
    text = get(base, "/config.js").text
    config = json.loads(text.removeprefix("export default ").removesuffix(";\n"))
    assert config["firebase"]["projectId"] == "demo-openphone"
    assert (config["emulator"]["host"], config["emulator"]["port"]) == (HOST, ports.firestore)
    # The first is who looks unless another is chosen, and is in the example lists of the rules.
    emails = [user["email"] for user in config["emulator"]["users"].values()]
    assert emails == ["front.desk@shop.example", "stranger@elsewhere.example"]


def policy(text: str) -> dict[str, set[str]]:
    directives = (directive.split() for directive in text.split(";"))
    return {name: set(values) for name, *values in directives}


def local_headers(base: str) -> Mapping[str, str]:
    return get(base, "/").headers


def test_the_policy_allows_the_page_itself_its_firestore_and_media_over_https(
    base: str, ports: Ports
) -> None:
    assert policy(local_headers(base)["Content-Security-Policy"]) == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'"},
        "img-src": {"'self'", "https:"},
        "media-src": {"'self'", "https:"},
        "connect-src": {"'self'", f"http://{HOST}:{ports.firestore}"},
        "base-uri": {"'none'"},
        "form-action": {"'none'"},
        "frame-ancestors": {"'none'"},
    }


def test_production_has_the_same_headers_but_for_google_in_place_of_the_emulator(
    base: str, ports: Ports
) -> None:
    [rule] = FIREBASE["headers"]
    # Firebase's own pages for signing in need scripts and frames of theirs.
    assert rule["source"] == "!/__/**"
    production = {header["key"]: header["value"] for header in rule["headers"]}
    local = local_headers(base)
    for name in ("X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        assert production[name] == local[name]
    theirs = policy(production.pop("Content-Security-Policy"))
    ours = policy(local["Content-Security-Policy"])
    assert theirs.pop("frame-src") == {"https://*.firebaseapp.com"}
    assert theirs["script-src"] - ours["script-src"] == {"https://apis.google.com"}
    assert theirs["connect-src"] - ours["connect-src"] == {
        "https://firestore.googleapis.com",
        "https://identitytoolkit.googleapis.com",
        "https://securetoken.googleapis.com",
    }
    assert ours["connect-src"] - theirs["connect-src"] == {f"http://{HOST}:{ports.firestore}"}
    for directive in (theirs, ours):
        directive["script-src"] = directive["connect-src"] = set()
    assert theirs == ours


def test_production_gets_the_files_that_are_served_here_and_no_others() -> None:
    def deployed(name: str) -> bool:
        # The two patterns with ** are for folders at any depth.
        hidden = "node_modules" in name.split("/") or any(p[0] == "." for p in name.split("/"))
        return not hidden and not any(
            fnmatch(name, pattern.replace("**", "*")) for pattern in FIREBASE["ignore"][2:]
        )

    assert {"**/.*", "**/node_modules/**"} == set(FIREBASE["ignore"][:2])
    there = {f.relative_to(PAGE).as_posix() for f in PAGE.rglob("*") if f.is_file()}
    served = {path[1:] for path in files.files() if path != "/" and not path.startswith("/media/")}
    assert {name for name in there if deployed(name)} - {"config.js"} == served


def test_every_file_of_the_samples_is_there_to_be_shown() -> None:
    urls = set(re.findall(r'"(https://(?:media|storage)\.example\.com/[^"]+)"', DAY))
    assert len(urls) >= 10
    for url in urls:
        host, _, name = url.removeprefix("https://").partition("/")
        assert host in SAMPLE_HOSTS
        assert f"/media/{name.partition('?')[0]}" in files.files(), url


def test_a_second_page_cannot_take_the_same_port(ports: Ports) -> None:
    with pytest.raises(StackError, match=f"cannot use port {ports.inbox}"):
        Inbox(ports)


@pytest.mark.parametrize(
    ("asked", "status", "part", "where"),
    [
        (None, 200, slice(None), None),
        ("bytes=0-3", 206, slice(4), "bytes 0-3/14796"),
        ("bytes=14793-", 206, slice(14793, None), "bytes 14793-14795/14796"),
        ("bytes=14794-99999", 206, slice(14794, None), "bytes 14794-14795/14796"),
        ("bytes=-2", 206, slice(-2, None), "bytes 14794-14795/14796"),
        ("bytes=-99999", 206, slice(None), "bytes 0-14795/14796"),
        ("bytes=14796-", 416, slice(0), "bytes */14796"),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    base: str, asked: str | None, status: int, part: slice, where: str | None
) -> None:
    whole = (files.MEDIA / "call-tom.mp3").read_bytes()
    answer = requests.get(f"{base}/media/call-tom.mp3", headers={"Range": asked}, timeout=10)
    found = (answer.status_code, answer.content, answer.headers.get("Content-Range"))
    assert found == (status, whole[part], where)
    if status != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=3-2", "bytes=-", "lines=0-3"])
def test_a_part_that_makes_no_sense_is_refused(base: str, asked: str) -> None:
    answer = requests.get(f"{base}/media/call-tom.mp3", headers={"Range": asked}, timeout=10)
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_the_headers_come_with_refusals_too(base: str) -> None:
    for answer in (get(base, "/nothing"), requests.post(base, timeout=10)):
        assert not answer.ok
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
