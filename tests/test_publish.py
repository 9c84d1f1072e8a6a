"""Publishing and rolling back: over a real sshd, on this machine, and into a plain folder."""

from __future__ import annotations

import getpass
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from choosing import mostly_slow
from kepu.__main__ import main
from kepu.common.files.known_addresses import read_addresses
from kepu.common.problems import PlanError
from kepu.model.destination import Destination
from kepu.model.plan import Plan
from kepu.postbuild.manifest import digests
from kepu.project.plan_loader import load_plan
from kepu.publish import deploy as publish_module
from kepu.publish.deploy import Published, RolledBack, destination, held, publish, releases, rollback
from kepu.publish.places import folder as folder_module
from kepu.publish.places import server as remote_module
from kepu.publish.places.folder import Folder
from kepu.publish.places.server import Server
from kepu.publish.places.server_messages import SIGNS, explained
from kepu.publish.release import PublishError, Release, read_release
from kepu.publish.release_ids import RELEASE_TIME, earlier, in_order, later, surplus
from sites import ROOT, VALID, edit

PAGE = '<!doctype html><title>页</title><main>{}</main><footer>网站生成于 <time datetime="{}">{}</time></footer>'

NEEDED = {"sshd": "openssh-server", "ssh": "openssh-client", "rsync": "rsync", "flock": "util-linux"}


def test_the_programs_for_these_tests_are_installed() -> None:
    missing = [package for program, package in NEEDED.items() if not found(program)]
    assert missing == [], "make test installs them"


def found(program: str) -> str | None:
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")


# A server that is really there.


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A throwaway sshd on loopback with a throwaway key; gives the ssh command that reaches it as host `there`."""
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("host", "client", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/client.pub\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
        "UseDNS no\nMaxStartups 50\n"
    )
    host_key = (folder / "host.pub").read_text().split()[:2]
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {' '.join(host_key)}\n")
    for name in ("client", "stranger"):
        (folder / f"{name}_config").write_text(
            f"Host there\nHostName 127.0.0.1\nPort {port}\nUser {getpass.getuser()}\nIdentityFile {folder}/{name}\n"
            f"KexAlgorithms curve25519-sha256\nIdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile {folder}/known_hosts\nGlobalKnownHostsFile none\n"
        )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where sshd parts with its privileges
    log = folder / "log"
    process = subprocess.Popen([str(found("sshd")), "-D", "-f", folder / "sshd_config", "-E", log])
    try:
        wait_for(port, log)
        yield f"ssh -F {folder}/client_config"
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, log: Path) -> None:
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"sshd does not answer: {log.read_text()}")


@pytest.fixture(params=["ssh", pytest.param("ssh without rsync", marks=pytest.mark.slow), "local", "folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Destination:
    """Each way of publishing; three releases are kept."""
    kind = request.param.split()[0]
    if kind == "ssh":
        monkeypatch.setenv("KEPU_SSH", request.getfixturevalue("sshd"))
    if "without" in request.param:
        monkeypatch.setattr(remote_module.shutil, "which", lambda name: None if name == "rsync" else f"/usr/bin/{name}")
    return at(tmp_path, kind)


near = pytest.mark.parametrize("place", ["local", "folder"], indirect=True)
"""What does not hang on the way there is tried without ssh, which takes half a second a time."""
mostly_near = pytest.mark.parametrize(
    "place", mostly_slow(["ssh", "ssh without rsync", "local", "folder"], ["local", "folder"]), indirect=True
)
"""What hangs on the way but little."""


@pytest.fixture
def local(tmp_path: Path) -> Destination:
    return at(tmp_path, "local")


@pytest.fixture
def usb(tmp_path: Path) -> Destination:
    return at(tmp_path, "folder")


def at(tmp_path: Path, kind: str) -> Destination:
    values = {"id": "there", "kind": kind, "path": str(tmp_path / "网站 上"), "keep": 3}
    return Destination.model_validate({**values, **({"host": "there"} if kind == "ssh" else {})})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(VALID / "small" / "plan", root / "plan")
    return root


@pytest.fixture
def plan(project: Path) -> Plan:
    return load_plan(project)


BASE = {"": "首页", "units/": "单位"}


def make_site(project: Path, pages: Mapping[str, str] = BASE, day: str = "2026-06-01", style: str = "a" * 10) -> Path:
    """A site that looks like a built one."""
    site = project / "site"
    shutil.rmtree(site, ignore_errors=True)
    for address, words in pages.items():
        (site / address).mkdir(parents=True, exist_ok=True)
        (site / address / "index.html").write_text(PAGE.format(words * 300, day, day), "utf-8")
    (site / "assets").mkdir()
    (site / "assets" / f"site.{style}.css").write_text(f"/* {style} */" * 200, "utf-8")
    (site / "search" / "text").mkdir(parents=True)
    (site / "search" / "text" / f"2-0.{style}.json").write_text("{}", "utf-8")
    (site / "api").mkdir()
    (site / "api" / "数据.json").write_text("{}", "utf-8")
    noted(site)
    return site


def noted(site: Path) -> None:
    """Note the files of a site as a build does."""
    (site / "build.json").write_text(json.dumps({"files": digests(site)}), "utf-8")


@pytest.fixture
def out(project: Path, plan: Plan, place: Destination) -> Callable[..., Published]:
    """Publish a site with these pages to the place of the test."""

    def go(pages: Mapping[str, str] = BASE, **options: str) -> Published:
        return publish(project, plan, place, make_site(project, pages, **options))

    return go


def seen(place: Destination) -> dict[str, bytes]:
    """What a web server gives readers, byte for byte, without the compressed twins."""
    site = Path(place.path) / "current" / "site"
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.suffix not in (".gz", ".br")
    }


def built(project: Path) -> dict[str, bytes]:
    site = project / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def left_over(place: Destination) -> list[str]:
    """What should not be there after a run, however it ended and whatever came next."""
    root = Path(place.path)
    names = {"current", "releases", ".lock", ".held"}
    return [path.name for path in root.iterdir() if path.name not in names] + [
        path.name for path in (root / "releases").iterdir() if path.suffix == ".part"
    ]


# What happens when all goes well.


def test_readers_see_what_was_built(project: Path, place: Destination, out: Callable[..., Published]) -> None:
    published = out()
    assert seen(place) == built(project)
    assert (published.new, published.changed, published.removed) == (["", "units/"], [], [])
    assert left_over(place) == []
    assert read_addresses(project) == ["api/数据.json", "units/"]


@near
def test_a_server_gets_twins_and_a_folder_stays_plain(place: Destination, out: Callable[..., Published]) -> None:
    out()
    twins = sorted(path.name for path in (Path(place.path) / "current" / "site" / "units").iterdir())
    plain = ["index.html"]
    assert twins == (plain if place.kind == "folder" else [*plain, "index.html.br", "index.html.gz"])


@near
def test_the_changes_of_a_publication_are_told(out: Callable[..., Published]) -> None:
    out()
    published = out({"": "首页", "units/": "单位改了", "units/kexie/": "新的"}, day="2026-06-02", style="b" * 10)
    assert (published.new, published.changed, published.removed) == (["units/kexie/"], ["units/"], [])


@near
def test_the_same_site_is_not_published_twice(place: Destination, out: Callable[..., Published]) -> None:
    first = out()
    again = out()
    assert (again.switched, again.id) == (False, first.id)
    assert len(list(releases(place))) == 1


@near
def test_the_last_releases_are_kept_and_the_live_one_is_marked(
    place: Destination, out: Callable[..., Published]
) -> None:
    ids = [
        out({**BASE, f"page-{number}/": "新"} | {f"page-{old}/": "旧" for old in range(number)}).id
        for number in range(5)
    ]
    assert [(id, live) for id, _, live in releases(place)] == [(ids[4], True), (ids[3], False), (ids[2], False)]
    assert Destination.model_fields["keep"].default == 5


@mostly_near
def test_rolling_back_brings_back_every_byte(project: Path, place: Destination, out: Callable[..., Published]) -> None:
    first = out()
    before = seen(place)
    second = out({**BASE, "": "写错了的首页"})
    assert seen(place) != before
    assert rollback(place, None)[:2] == (second.id, first.id)
    assert seen(place) == before
    assert left_over(place) == []
    assert rollback(place, second.id)[1] == second.id
    assert seen(place) == built(project)


@near
def test_there_may_be_nothing_to_go_back_to(place: Destination, out: Callable[..., Published]) -> None:
    first = out()
    with pytest.raises(PublishError, match="没有更早的版本"):
        rollback(place, None)
    with pytest.raises(PublishError, match="没有“昨天”这个版本"):
        rollback(place, "昨天")
    assert [id for id, *_ in releases(place)] == [first.id]


@near
def test_publishing_goes_on_after_a_rollback(project: Path, place: Destination, out: Callable[..., Published]) -> None:
    out()
    out({**BASE, "": "写错了的首页"})
    rollback(place, None)
    published = publish(
        project, load_plan(project), place, make_site(project, {**BASE, "": "改好了的首页"}), mended=True
    )
    assert seen(place)["index.html"] == built(project)["index.html"]
    assert published.changed == [""]


@near
@pytest.mark.parametrize("name", ["assets/site.{}.css", "search/text/2-0.{}.json"])
def test_a_page_that_is_open_still_finds_its_style_sheet_and_full_text_after_the_switch(
    place: Destination, out: Callable[..., Published], name: str
) -> None:
    out(style="a" * 10)
    out(style="b" * 10)
    assert {name.format("a" * 10), name.format("b" * 10)} <= seen(place).keys()
    out(style="c" * 10)
    assert name.format("a" * 10) not in seen(place)


@near
def test_what_stays_the_same_keeps_its_time_and_what_changes_gets_another(
    place: Destination, out: Callable[..., Published]
) -> None:
    """By time and size a web server tells whether a reader's copy is still good."""

    def times() -> tuple[float, float]:
        site = Path(place.path) / "current" / "site"
        return (site / "index.html").stat().st_mtime, (site / "units" / "index.html").stat().st_mtime

    out({"": "一", "units/": "甲"})
    home, units = times()
    id = out({"": "二", "units/": "甲"}).id
    assert times()[0] > home
    assert times()[1] == units
    made = datetime.strptime(id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    for name in ("SHA256SUMS", "release.json"):  # of the same size as before, and rsync goes by size and time
        assert (Path(place.path) / "current" / name).stat().st_mtime == made


@pytest.mark.slow
def test_a_server_stores_what_stays_the_same_once(
    project: Path, plan: Plan, sshd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPU_SSH", sshd)
    place = at(tmp_path, "ssh")
    for rsync in (True, False):
        if not rsync:
            monkeypatch.setattr(remote_module.shutil, "which", lambda name: None if name == "rsync" else name)
        publish(project, plan, place, make_site(project, {"": f"首页{rsync}", "units/": "单位"}))
        publish(project, plan, place, make_site(project, {"": f"又一个首页{rsync}", "units/": "单位"}))
        assert (Path(place.path) / "current" / "site" / "units" / "index.html").stat().st_nlink >= 2
        assert (Path(place.path) / "current" / "site" / "index.html").stat().st_nlink == 1


# What goes wrong on the way.


def test_a_page_readers_know_must_not_vanish(project: Path, place: Destination, out: Callable[..., Published]) -> None:
    out()
    (project / "plan" / "addresses.txt").unlink()  # a fresh copy of the project: the server still remembers
    before = seen(place)
    with pytest.raises(PlanError, match=r"plan/redirects\.yaml:1: “units/”发布过，现在没有了"):
        out({"": "首页"})
    assert seen(place) == before
    assert not (project / "plan" / "addresses.txt").exists()


@near
def test_a_page_that_was_taken_down_with_a_word_is_told_and_handed_to_the_server(
    project: Path, place: Destination, out: Callable[..., Published]
) -> None:
    out({**BASE, "units/old/": "旧"})
    (project / "plan" / "redirects.yaml").write_text(
        "moved:\n  - {from: units/old/, to: units/, since: 2026-06-01, why: 并入}\n", "utf-8"
    )
    published = publish(project, load_plan(project), place, make_site(project))
    assert published.removed == ["units/old/"]
    assert (Path(place.path) / "current" / "moved.map").read_text("utf-8") == '"units/old/" "units/";\n'


@pytest.fixture
def server(sshd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Destination:
    """The real sshd, reached with rsync."""
    monkeypatch.setenv("KEPU_SSH", sshd)
    return at(tmp_path, "ssh")


def spoiling(tmp_path: Path, script: str) -> None:
    """Put a shell script in the place of rsync, in a folder for PATH; $REAL is the real one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "rsync").write_text(f"#!/bin/sh\nREAL={found('rsync')}\n{script}\n")
    (folder / "rsync").chmod(0o755)


@pytest.mark.parametrize(
    ("kind", "script", "message"),
    [
        ("ssh", '"$REAL" --bwlimit=1 "$@" & sleep 0.7; kill -9 $!; wait $!', "文件没有传完"),
        ("ssh", '"$REAL" --exclude=/site/new "$@"', "传到服务器上的文件与这边的对不上"),
        ("local", '"$REAL" "$@"; for to; do :; done; printf x >>"${to}site/new/index.html"', "这边的对不上"),
        ("local", '"$REAL" "$@"; for to; do :; done; touch "${to}site/stranger"', "这边的对不上"),
        ("local", 'echo "rsync: write failed: No space left on device (28)" >&2; exit 11', "服务器的磁盘满了"),
        ("local", 'echo "rsync: mkdir failed: Permission denied (13)" >&2; exit 11', "没有写入 .*网站 上 的权限"),
        ("local", "exit 12", "文件没有传完：没有说明原因"),
    ],
    ids=[
        "killed midway",
        "a file lost",
        "a file spoilt",
        "a file too many",
        "disk full",
        "not allowed",
        "no reason given",
    ],
)
def test_a_transfer_that_fails_leaves_the_old_site(
    project: Path, plan: Plan, server: Destination, tmp_path: Path, kind: str, script: str, message: str
) -> None:
    place = at(tmp_path, kind)
    publish(project, plan, place, make_site(project))
    before, known = seen(place), read_addresses(project)
    new = {**BASE, "new/": "".join(map(chr, range(0x4E00, 0x5E00)))}
    with pytest.MonkeyPatch.context() as patch:
        spoiling(tmp_path, script)
        patch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
        with pytest.raises(PublishError, match=message):
            publish(project, plan, place, make_site(project, new))
    assert (seen(place), left_over(place)) == (before, [])
    assert read_addresses(project) == known
    publish(project, plan, place, make_site(project, new))
    assert seen(place) == built(project)
    assert left_over(place) == []


def test_a_publisher_that_is_killed_leaves_the_old_site_and_no_lock(
    project: Path, plan: Plan, server: Destination, tmp_path: Path
) -> None:
    publish(project, plan, server, make_site(project))
    before = seen(server)
    spoiling(tmp_path, f"touch {shlex.quote(str(tmp_path))}/started; sleep 60")
    write_destinations(project, server)
    make_site(project, {**BASE, "new/": "新"})
    process = subprocess.Popen(
        [sys.executable, "-m", "kepu", "--root", project, "publish", "--no-build"],
        cwd=ROOT, env={**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.05)
    with pytest.raises(PublishError, match="有人正在往这里发布"):
        publish(project, plan, server, project / "site")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert seen(server) == before
    publish_when_free(project, plan, server)
    assert seen(server) == built(project)
    assert left_over(server) == []


def publish_when_free(project: Path, plan: Plan, server: Destination) -> None:
    """The other end takes a moment to notice that somebody has left."""
    for _ in range(600):
        try:
            publish(project, plan, server, project / "site")
        except PublishError as error:
            assert "有人正在往这里发布" in str(error)
            time.sleep(0.1)
        else:
            return
    pytest.fail("the lock is never given back")


def write_destinations(project: Path, *places: Destination) -> None:
    lines = ["destinations:"]
    for place in places:
        host = f", host: {place.host}" if place.host else ""
        lines.append(f'  - {{id: {place.id}, kind: {place.kind}{host}, path: "{place.path}", keep: {place.keep}}}')
    (project / "plan" / "publish.yaml").write_text("\n".join(lines) + "\n", "utf-8")


@mostly_near
def test_two_cannot_publish_at_once(place: Destination) -> None:
    way = Folder if place.kind == "folder" else Server
    with way(place), pytest.raises(PublishError, match="有人正在往这里发布"), way(place):
        pass
    with way(place):
        pass


@near
def test_releases_can_be_listed_while_somebody_publishes(place: Destination, out: Callable[..., Published]) -> None:
    first = out()
    with (Folder if place.kind == "folder" else Server)(place):
        assert [id for id, *_ in releases(place)] == [first.id]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("client_config", "stranger_config", "服务器不认这台电脑的钥匙"),
        ("ssh ", "ssh -o UserKnownHostsFile=/dev/null ", "还没有确认过这台服务器的身份；.*运行一次 ssh there"),
        ("ssh ", "ssh -o Port=1 ", "服务器“there”拒绝连接"),
        ("ssh ", "ssh -o HostName=no-such-host.invalid ", "找不到服务器“there”"),
        ("ssh ", "no-such-ssh ", "这台电脑没有 ssh"),
    ],
    ids=["key refused", "host unknown", "port closed", "no such host", "no ssh"],
)
def test_a_server_that_cannot_be_reached_is_explained(
    project: Path,
    plan: Plan,
    sshd: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    old: str,
    new: str,
    message: str,
) -> None:
    monkeypatch.setenv("KEPU_SSH", sshd.replace(old, new, 1))
    with pytest.raises(PublishError, match=message):
        publish(project, plan, at(tmp_path, "ssh"), make_site(project))


@mostly_near
def test_a_place_that_cannot_be_a_folder_is_explained(project: Path, plan: Plan, place: Destination) -> None:
    Path(place.path).write_text("a file")
    with pytest.raises(PublishError) as raised:
        publish(project, plan, place, make_site(project))
    assert "网站 上" in str(raised.value)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_has_an_explanation_without_gaps(server: Destination, sign: str) -> None:
    said = explained(server, f"ssh: {sign} x", "")
    assert said and "{" not in said and sign not in said


def test_a_release_that_cannot_be_read_counts_as_none(local: Destination, project: Path, plan: Plan) -> None:
    publish(project, plan, local, make_site(project))
    manifest = Path(local.path) / "current" / "release.json"
    good = read_release(manifest.read_text("utf-8"))
    assert isinstance(good, Release) and good.addresses == ("", "api/数据.json", "units/")
    for text in ("", "{", "[]", '{"id": "../../etc"}', '{"id": 1, "files": [], "pages": {}, "addresses": []}'):
        assert read_release(text) is None
    manifest.write_text("{")
    assert publish(project, plan, local, make_site(project, {**BASE, "new/": "新"})).new == ["", "new/", "units/"]


# What was altered at the destination.


def in_place(path: Path) -> None:
    """Other bytes under the same size and time, as a disk that rots leaves them."""
    stat = path.stat()
    with path.open("r+b") as file:
        file.write(b"HACKED")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


ALTERATIONS: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "a page spoilt in place": (lambda live: in_place(live / "site" / "index.html"), "改了 1 个（index.html）"),
    "a page gone": (lambda live: (live / "site" / "units" / "index.html").unlink(), "少了 1 个（units/index.html）"),
    "a page planted": (lambda live: (live / "site" / "x.html").write_text("x"), "多出 1 个（x.html）"),
    "a link planted": (lambda live: (live / "site" / "x.html").symlink_to("/etc/passwd"), "多出 1 个（x.html）"),
    "the manifest spoilt": (lambda live: (live / "release.json").write_text("{"), "改了 1 个（release.json）"),
    "the sums spoilt": (lambda live: (live / "SHA256SUMS").write_text(""), "改了 1 个（SHA256SUMS）"),
}


ALTERED = [*product(["local", "local without rsync", "folder"], ALTERATIONS)]


@pytest.mark.parametrize(
    ("place", "alteration"),
    mostly_slow(
        ALTERED,
        [
            *(("local", how) for how in ("a page spoilt in place", "a link planted", "the manifest spoilt")),
            *(("folder", how) for how in ("a page gone", "a page planted")),
        ],
    ),
    indirect=["place"],
)
def test_what_was_altered_is_told_and_healed_though_nothing_else_changed(
    project: Path, plan: Plan, place: Destination, out: Callable[..., Published], alteration: str
) -> None:
    alter, words = ALTERATIONS[alteration]
    out()
    out({**BASE, "": "第二版"})
    alter(Path(place.path) / "current")
    said: list[str] = []
    published = publish(project, plan, place, project / "site", say=said.append)
    assert published.switched
    assert "线上文件被改动过" in said[0] and words in said[0]
    assert seen(place) == built(project)
    said.clear()
    assert not publish(project, plan, place, project / "site", say=said.append).switched
    assert said == []


@near
def test_a_healed_page_is_fetched_anew(
    place: Destination, project: Path, plan: Plan, out: Callable[..., Published]
) -> None:
    """It had the size and the time of the good one, so readers who hold it must see another time."""
    out()
    page = Path(place.path) / "current" / "site" / "index.html"
    before = page.stat().st_mtime
    in_place(page)
    time.sleep(1.1)
    publish(project, plan, place, project / "site", say=str)
    assert page.stat().st_mtime > before


def test_what_cannot_be_linked_is_sent_whole_in_the_same_run(
    project: Path, plan: Plan, local: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file rots between the look at the live release and the transfer."""
    publish(project, plan, local, make_site(project))
    contents = Server.contents

    def rotting(self: Server, id: str) -> object:
        found = contents(self, id)
        in_place(Path(local.path) / "current" / "site" / "units" / "index.html")
        return found

    monkeypatch.setattr(Server, "contents", rotting)
    publish(project, plan, local, make_site(project, {**BASE, "new/": "新"}), say=str)
    assert seen(local) == built(project)


@near
def test_a_damaged_release_is_not_rolled_back_to(place: Destination, out: Callable[..., Published]) -> None:
    first, second, _ = out(), out({**BASE, "": "二"}), out({**BASE, "": "三"})
    kept = (
        Path(place.path)
        / "releases"
        / (f"{second.id}.zip" if place.kind == "folder" else f"{second.id}/site/index.html")
    )
    kept.unlink()
    kept.write_bytes(b"PK")
    said: list[str] = []
    with pytest.raises(PublishError, match="没有可以用的完好版本"):
        rollback(place, second.id, said.append)
    assert rollback(place, None, said.append)[1] == first.id
    assert len(said) == 2 and all(second.id in line and "不能用" in line for line in said)


@near
def test_everybody_can_read_what_is_published_whatever_the_umask(
    place: Destination, out: Callable[..., Published]
) -> None:
    def closed() -> list[Path]:
        every = [path for path in Path(place.path).rglob("*") if path.name != ".lock" and path.suffix != ".zip"]
        return [
            path
            for path in every
            if path.stat().st_mode & 0o004 == 0 or (path.is_dir() and path.stat().st_mode & 1 == 0)
        ]

    before = os.umask(0o077)
    try:
        out()
        assert closed() == []
        for path in Path(place.path).rglob("*"):  # as versions before this one left it
            path.chmod(0o700 if path.is_dir() else 0o600)
        out({**BASE, "": "第二版"})
    finally:
        os.umask(before)
    assert [path for path in closed() if path.is_relative_to(Path(place.path) / "current")] == []


@near
def test_what_is_not_ours_in_releases_is_left_alone_and_named(
    place: Destination, out: Callable[..., Published], capsys: pytest.CaptureFixture[str]
) -> None:
    out()
    suffix = ".zip" if place.kind == "folder" else ""
    names = ["lost+found", "2025-backup-by-hand", "20261399T000000Z-00000000", "99991231T235959Z-00000000", "x.part"]
    for name in names:
        path = Path(place.path) / "releases" / f"{name}{suffix}"
        path.mkdir() if not suffix else path.write_text("x")
    for number in range(5):
        out({**BASE, "": f"第{number}版"})
    assert "releases 里有不是版本的东西，没有动它" in capsys.readouterr().out
    assert len(list(releases(place))) == 3
    assert {name for name in names if (Path(place.path) / "releases" / f"{name}{suffix}").exists()} == set(names)


@near
def test_a_wrong_clock_is_not_for_ever(
    place: Destination, out: Callable[..., Published], capsys: pytest.CaptureFixture[str]
) -> None:
    first = out()
    future = "20990101T000000Z-" + first.id[-8:]
    kept = Path(place.path) / "releases"
    (kept / f"{first.id}.zip").rename(kept / f"{future}.zip") if place.kind == "folder" else (
        shutil.copytree(kept / first.id, kept / future)
    )
    second = out({**BASE, "": "第二版"})
    assert second.id < "2099" and "写着将来的时刻" in capsys.readouterr().out
    assert next(iter(releases(place)))[0] == second.id


def test_releases_of_the_future_count_as_the_oldest() -> None:
    now, ids = "20260601T000000Z", ["20260101T000000Z-a", "20990101T000000Z-a", "20260601T120000Z-a"]
    assert in_order(ids, now) == [ids[1], ids[0], ids[2]]
    assert later(now, ids) == "20260601T120001Z"
    assert earlier(ids, ids[2], now) == [ids[0], ids[1]]
    assert earlier(ids, f"{ids[1]}0000000", now) == [ids[2], ids[0]]
    assert surplus(ids, ids[2], 2, now) == [ids[1]]


@pytest.mark.parametrize("name", ["link", ".env", ".git/config"])
def test_what_no_build_makes_is_not_published(project: Path, plan: Plan, local: Destination, name: str) -> None:
    site = make_site(project)
    if name == "link":
        (site / name).symlink_to("/etc/hostname")
    else:
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("secret")
    with pytest.raises(PublishError, match="不能发布；请重新运行 kepu build"):
        publish(project, plan, local, site)


def test_only_what_a_sound_build_made_is_published(
    project: Path, local: Destination, capsys: pytest.CaptureFixture[str]
) -> None:
    write_destinations(project, local)
    run = ["--root", str(project), "publish", "--no-build"]
    site = make_site(project)
    (site / "units" / "index.html").write_text("改过")
    assert main(run) == 1
    assert "在生成以后被改动过：units/index.html" in capsys.readouterr().err
    (site / "build.json").unlink()
    assert main(run) == 1
    assert "没有 build.json，不是 kepu build 或 mkdocs build 做好的" in capsys.readouterr().err
    assert not Path(local.path).exists()


def test_a_cache_that_somebody_committed_is_refused(
    project: Path, local: Destination, capsys: pytest.CaptureFixture[str]
) -> None:
    write_destinations(project, local)
    make_site(project)
    (project / ".kepu-cache").mkdir()
    (project / ".kepu-cache" / "x.br").write_bytes(b"planted")
    for command in (["init", "-q"], ["add", "-f", ".kepu-cache/x.br"]):
        subprocess.run(["git", "-C", project, *command], check=True)
    assert main(["--root", str(project), "publish", "--no-build"]) == 1
    assert ".kepu-cache/x.br:1: 这里只放程序自己做的缓存" in capsys.readouterr().err


def test_what_killed_publications_left_is_cleared(project: Path, plan: Plan, local: Destination) -> None:
    left = project / ".kepu-cache" / "release-abc"
    left.mkdir(parents=True)
    publish(project, plan, local, make_site(project))
    assert not left.exists()


@near
def test_what_was_rolled_back_from_does_not_come_back_by_itself(
    project: Path, plan: Plan, place: Destination, out: Callable[..., Published]
) -> None:
    first, bad = out(), out({**BASE, "": "写错了的首页"})
    rollback(place, None)
    before = seen(place)
    for day in ("2026-06-01", "2026-06-02"):  # the same site by hand, and the one of the night
        with pytest.raises(RolledBack, match=f"换下的是 {bad.id}.*kepu publish there --mended"):
            out({**BASE, "": "写错了的首页"}, day=day)
    assert seen(place) == before and held(place) == bad.id
    rollback(place, bad.id)
    assert held(place) == "", "an editor has chosen it"
    rollback(place, first.id)
    publish(project, plan, place, make_site(project, {**BASE, "": "改好了"}), mended=True)
    assert held(place) == ""
    out({**BASE, "": "又一版"})


# A plain folder.


@pytest.mark.parametrize("second", [0, 315_500_000, 4_400_000_000], ids=["1970", "1979", "2109"])
def test_any_clock_fits_into_an_archive(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch, second: int
) -> None:
    monkeypatch.setattr(Folder, "moment", datetime.fromtimestamp(second, UTC).strftime(RELEASE_TIME), raising=False)
    prepare = publish_module.prepare_release

    def dated(site: Path, folder: Path, moment: str, *rest: object) -> Release:
        return prepare(site, folder, datetime.fromtimestamp(second, UTC).strftime(RELEASE_TIME), *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(publish_module, "prepare_release", dated)
    publish(project, plan, usb, make_site(project), say=str)
    assert seen(usb) == built(project)


def test_the_live_folder_is_never_missing(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project, plan, usb, make_site(project))
    monkeypatch.delattr(folder_module, "_renamed")  # the system exchanges the two in one step
    publish(project, plan, usb, make_site(project, {**BASE, "": "二"}))
    assert seen(usb) == built(project)


def test_a_stick_is_written_to_before_it_is_said(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    damaged, sync = folder_module.damaged, os.sync
    monkeypatch.setattr(folder_module, "damaged", lambda *rest: (order.append("read"), damaged(*rest))[1])
    monkeypatch.setattr(os, "sync", lambda: (order.append("sync"), sync())[1])
    publish(project, plan, usb, make_site(project))
    assert order[:2] == ["sync", "read"] and order[-1] == "sync"


def test_a_full_disk_leaves_the_old_site(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project, plan, usb, make_site(project))
    before = seen(usb)

    def full(path: Path, *rest: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    for name in ("_copy", "_pack"):
        with monkeypatch.context() as patch, pytest.raises(PublishError, match="目标磁盘满了"):
            patch.setattr(folder_module, name, full)
            publish(project, plan, usb, make_site(project, {**BASE, "new/": "新"}))
        assert (seen(usb), left_over(usb)) == (before, [])
    assert seen(usb) == before
    publish(project, plan, usb, make_site(project, {**BASE, "new/": "新"}))
    assert left_over(usb) == []


def test_a_stick_that_forgets_is_found_out(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project, plan, usb, make_site(project))
    before, copy = seen(usb), folder_module._copy

    def forgetful(source: Path, target: Path) -> None:
        copy(source, target)
        (target / "site" / "index.html").write_bytes(b"")

    with monkeypatch.context() as patch, pytest.raises(PublishError, match="读出来不一样"):
        patch.setattr(folder_module, "_copy", forgetful)
        publish(project, plan, usb, make_site(project, {**BASE, "new/": "新"}))
    assert (seen(usb), left_over(usb)) == (before, [])


class Pulled(BaseException):
    """The stick is pulled out."""


@pytest.mark.parametrize("at_rename", [1, 2])
def test_a_swap_that_breaks_off_is_mended_by_the_next_run(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch, at_rename: int
) -> None:
    publish(project, plan, usb, make_site(project))
    before = seen(usb)
    rename, count = Path.rename, 0

    def gone(path: Path, **options: object) -> None:
        pass

    def pulled(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == at_rename:
            raise Pulled
        return rename(self, target)

    site = make_site(project, {**BASE, "new/": "新"})
    with monkeypatch.context() as patch, pytest.raises(Pulled):
        patch.setattr(Path, "rename", pulled)
        patch.setattr(folder_module, "exchanged", lambda one, other: False)  # as on Windows
        patch.setattr(folder_module.shutil, "rmtree", gone)
        publish(project, plan, usb, site)
    with Folder(usb):  # though the run before had no chance to clear up
        assert seen(usb) == before
    assert left_over(usb) == []


def test_the_old_folder_comes_back_when_the_new_one_is_in_use(
    project: Path, plan: Plan, usb: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project, plan, usb, make_site(project))
    before, rename = seen(usb), Path.rename

    def in_use(self: Path, target: Path) -> Path:
        if self.name == folder_module.NEXT:
            raise PermissionError(13, "in use", str(self))
        return rename(self, target)

    with monkeypatch.context() as patch, pytest.raises(PublishError, match="有文件正被别的程序打开"):
        patch.setattr(Path, "rename", in_use)
        patch.setattr(folder_module, "exchanged", lambda one, other: False)
        publish(project, plan, usb, make_site(project, {**BASE, "new/": "新"}))
    assert seen(usb) == before


def test_a_stick_that_is_not_plugged_in_is_missed(project: Path, plan: Plan, tmp_path: Path) -> None:
    place = Destination(id="usb", kind="folder", path=str(tmp_path / "no" / "kepu"))
    with pytest.raises(PublishError, match="U 盘插好了吗"):
        publish(project, plan, place, make_site(project))


def test_a_damaged_archive_is_refused(project: Path, plan: Plan, usb: Destination) -> None:
    first = publish(project, plan, usb, make_site(project))
    publish(project, plan, usb, make_site(project, {**BASE, "new/": "新"}))
    before = seen(usb)
    (Path(usb.path) / "releases" / f"{first.id}.zip").write_bytes(b"PK")
    with pytest.raises(PublishError, match="没有可以用的完好版本"):
        rollback(usb, first.id)
    assert seen(usb) == before


# The command.


def test_the_command_tells_what_changed_and_how_to_go_back(
    project: Path, local: Destination, usb: Destination, capsys: pytest.CaptureFixture[str]
) -> None:
    write_destinations(project, local, Destination(id="usb", kind="folder", path=f"{usb.path} 2"))
    make_site(project, {**BASE, **{f"page-{number}/": "页" for number in range(9)}})
    run = ["--root", str(project)]
    assert main([*run, "publish", "--no-build"]) == 0
    said = capsys.readouterr().out
    assert f"正在发布到 there（本机（Linux 服务器） {local.path}）" in said
    assert "新增 11 页：首页、page-0/" in said and "等 11 页" in said and "kepu rollback there" in said
    assert main([*run, "publish", "usb", "--no-build"]) == 0
    assert main([*run, "publish", "--no-build"]) == 0
    assert "已经是这一版" in capsys.readouterr().out
    edit(project / "site" / "units" / "index.html", "单位单位", "单位位单")
    noted(project / "site")
    assert main([*run, "publish", "there", "--no-build"]) == 0
    assert "改动 1 页：units/" in capsys.readouterr().out
    assert main([*run, "rollback"]) == 0
    assert "已换回" in capsys.readouterr().out
    assert main([*run, "releases"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines[1:]] == [" ", "→", "现"]
    assert main([*run, "publish", "--no-build"]) == 1
    assert "没有人说错处已经改好" in capsys.readouterr().err
    assert main([*run, "publish", "--no-build", "--mended"]) == 0
    (Path(local.path) / "current" / "site" / "planted.html").write_text("x")
    capsys.readouterr()
    assert main([*run, "releases", "--verify"]) == 1
    said = capsys.readouterr().out
    assert "被改动过：多出 1 个（planted.html）" in said and said.count("完好") == 2
    assert main([*run, "publish", "--no-build"]) == 0
    assert "线上文件被改动过：多出 1 个（planted.html）" in capsys.readouterr().out
    assert main([*run, "releases", "--verify"]) == 0


def test_breaking_off_leaves_the_old_site(
    project: Path, local: Destination, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_destinations(project, local)
    make_site(project)
    run = ["--root", str(project), "publish", "--no-build"]
    assert main(run) == 0
    before = seen(local)
    make_site(project, {**BASE, "new/": "新"})

    def interrupt(self: Server, id: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "switch", interrupt)
    assert main(run) == 1
    assert "已中断" in capsys.readouterr().err
    assert (seen(local), left_over(local)) == (before, [])


def test_without_a_place_or_a_site_the_command_says_what_to_do(
    project: Path, local: Destination, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["--root", str(project), "publish", "--no-build"]
    assert main(run) == 1
    assert "请新建 plan/publish.yaml" in capsys.readouterr().err
    write_destinations(project, local)
    assert main(run) == 1
    said = capsys.readouterr().err
    assert "里没有做好的网站" in said and "公众看到的还是原来的网站" in said
    assert main([*run, "nowhere"]) == 1
    assert "plan/publish.yaml 里没有“nowhere”，有的是：there" in capsys.readouterr().err


def test_a_build_that_fails_publishes_nothing(
    project: Path, local: Destination, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kepu.build.live_folder import BuildError

    def build_site(root: Path, site: Path, exact: bool) -> None:
        raise BuildError("到此为止")

    write_destinations(project, local)
    monkeypatch.setattr("kepu.build.build_site.build_site", build_site)
    assert main(["--root", str(project), "publish"]) == 1
    assert "到此为止" in capsys.readouterr().err
    assert not Path(local.path).exists()


def test_the_list_of_addresses_need_not_be_writable(
    project: Path, plan: Plan, local: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(root: Path, published: object) -> int:
        raise PermissionError(13, "read only")

    monkeypatch.setattr("kepu.publish.deploy.remember_addresses", refuse)
    published = publish(project, plan, local, make_site(project))
    assert (published.switched, published.noted) == (True, False)


def test_without_a_name_the_first_place_is_meant(project: Path, local: Destination, usb: Destination) -> None:
    write_destinations(project, usb, Destination(id="second", kind="local", path=f"{local.path} 2"))
    plan = load_plan(project)
    assert destination(plan, None).id == "there"
    assert destination(plan, "second").kind == "local"
