"""The page in a real browser, steering a real daemon.

Needs Chromium and Playwright (``pip install playwright``); `make test-page` brings both.
"""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from oscbridge.client import OscbridgeClient
from oscbridge.launcher import SAMPLE, running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def client() -> Iterator[OscbridgeClient]:
    with (
        running("log.level=warning", "music.start=on-play") as daemon,
        daemon.client("tcp", timeout_s=20) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    film = tmp_path_factory.mktemp("camera") / "face.mjpeg"
    picture = io.BytesIO()
    with Image.open(SAMPLE) as sample:
        sample.convert("RGB").resize((640, 480)).save(picture, "JPEG")
    film.write_bytes(picture.getvalue() * 4)
    with playwright.sync_playwright() as player:
        made = player.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            ],
        )
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, client: OscbridgeClient) -> Iterator[Any]:
    faults: list[str] = []
    opened = browser.new_page(viewport={"width": 1200, "height": 1000})
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    opened.goto(str(client.status()["page"]))
    opened.wait_for_selector("#facts div")  # the daemon has told of itself
    yield opened
    opened.close()
    # A frame that nobody sent yet is not found, which a browser writes down as an error.
    assert [fault for fault in faults if "404" not in fault] == []


def wait_for(page: Any, condition: str) -> None:
    """Until it holds. (Playwright's own waiting is refused by the page's policy.)"""
    end = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def wait_for_text(page: Any, selector: str, text: str) -> None:
    page.locator(selector, has_text=text).wait_for(timeout=20_000)


def test_a_frame_that_somebody_sends_is_shown_with_what_was_read(
    page: Any, client: OscbridgeClient
) -> None:
    client.send("frame", SAMPLE.read_bytes(), 1)
    wait_for_text(page, "#label", "happy")
    wait_for(page, "document.getElementById('frame').naturalWidth === 640")
    lit = """() => { const c = document.getElementById('box');
        return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0) }"""
    wait_for(page, lit)


def test_the_browsers_camera_is_a_camera(page: Any, client: OscbridgeClient) -> None:
    before = int(client.status()["frames_answered"])
    page.click("#use-camera")
    wait_for_text(page, "#label", "happy")
    while int(client.status()["frames_answered"]) < before + 5:
        pass
    page.click("#use-camera")
    assert page.get_attribute("#use-camera", "aria-pressed") == "false"


def test_a_hand_on_the_plane_takes_over_and_lets_go(page: Any, client: OscbridgeClient) -> None:
    plane = page.locator("#plane").bounding_box()
    x = plane["x"] + plane["width"] * 0.25
    y = plane["y"] + plane["height"] * 0.75
    page.mouse.click(x, y)
    client.wait_for("felt", 10)
    facts = client.status()
    assert facts["affect_from"] == "hand"
    assert facts["valence"] == pytest.approx(-0.5, abs=0.02)
    assert facts["arousal"] == pytest.approx(-0.5, abs=0.02)
    page.focus("#plane")
    page.keyboard.press("ArrowUp")
    wait_for_text(page, "#arousal", "0.4")
    page.click("#release:enabled")
    page.wait_for_selector("#release[disabled]", timeout=10_000)
    assert client.status()["affect_from"] != "hand"


def test_the_music_is_steered_and_seen(page: Any, client: OscbridgeClient) -> None:
    page.select_option("#key", "Eb")
    page.fill("#tempo", "131")
    page.press("#tempo", "Enter")
    page.click("#play")
    client.wait_for("phrase/playing", 30)
    wait_for_text(page, "#told", "notes in 4 bars")
    facts = client.status()
    assert facts["key"] == "Eb"
    assert facts["tempo_bpm"] == pytest.approx(131)
    wait_for(page, "document.getElementById('bar').textContent > 0")
    page.keyboard.press("Escape")  # panic
    while client.status()["playing"]:
        pass


def test_an_error_is_shown_in_words(page: Any) -> None:
    # A choice that the page itself does not offer, as a newer page might.
    page.evaluate(
        """() => { const choice = document.getElementById('engine');
        choice.add(new Option('nobody')); choice.value = 'nobody';
        choice.dispatchEvent(new Event('change')); }"""
    )
    wait_for_text(page, "#error", "unknown-engine")
    assert page.locator("#error").is_visible()


def test_nothing_is_cut_off_on_a_phone(page: Any, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    assert page.locator("#panic").is_visible()


def test_every_control_has_a_name_and_is_reached_with_the_keyboard(page: Any) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, canvas[tabindex]')]
        .filter((e) => !(e.textContent.trim() || e.labels?.length || e.ariaLabel)).length"""
    )
    assert nameless == 0
    reached = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"panic", "use-camera", "plane", "play", "engine", "tempo"} <= reached


def test_the_frame_of_the_daemons_own_camera_is_shown_until_it_is_turned_off(
    browser: Any, tmp_path: Path
) -> None:
    shutil.copy(SAMPLE, tmp_path / "face.jpg")
    camera = (f"camera.folder={tmp_path}", "camera.enabled=false")
    with (
        running("log.level=warning", "music.start=on-play", *camera) as daemon,
        daemon.client("tcp", timeout_s=20) as client,
    ):
        page = browser.new_page()
        page.goto(str(client.status()["page"]))
        page.wait_for_selector("#facts div")
        page.click("#own-camera[aria-pressed=false]")
        page.locator("#frame").wait_for(state="visible", timeout=20_000)
        wait_for_text(page, "#label", "happy")
        page.click("#own-camera[aria-pressed=true]")
        page.locator("#frame").wait_for(state="hidden", timeout=20_000)
        page.close()


def test_a_performance_is_recorded_from_the_page(browser: Any, tmp_path: Path) -> None:
    settings = (f"session.folder={tmp_path}", "music.start=on-play", "log.level=warning")
    with running(*settings) as daemon, daemon.client("tcp", timeout_s=20) as client:
        page = browser.new_page()
        page.goto(str(client.status()["page"]))
        # It records from the start: the setting says so.
        page.click("#record[aria-pressed=true]")
        page.click("#record[aria-pressed=false]")
        page.locator("#record[aria-pressed=true]").wait_for(timeout=20_000)
        assert page.locator("#own-camera").is_hidden()
        page.close()
    assert len(list(tmp_path.glob("*.jsonl"))) == 2


def test_a_control_says_so_when_the_daemon_is_gone(browser: Any) -> None:
    settings = ("log.level=warning", "music.start=on-play")
    with running(*settings) as daemon, daemon.client("tcp", timeout_s=20) as client:
        page = browser.new_page()
        page.goto(str(client.status()["page"]))
        page.wait_for_selector("#facts div")
    wait_for_text(page, "#state", "lost")
    page.click("#panic")
    wait_for_text(page, "#error", "not-sent")
    page.close()


def test_a_page_in_the_background_keeps_only_the_newest_of_what_was_felt(page: Any) -> None:
    kept = page.evaluate(
        """async () => {
            const { Plane } = await import('./plane.js');
            const plane = new Plane(document.createElement('canvas'), () => {});
            const began = performance.now();
            for (let second = 0; second < 1000; second++) {
                performance.now = () => began + 1000 * second;
                plane.felt(0, 0);
            }
            return plane.trail.length;
        }"""
    )
    assert kept == 8


def test_a_picture_that_the_browser_cannot_make_does_not_stop_its_camera(page: Any) -> None:
    sent = page.evaluate(
        """() => new Promise(async (resolve) => {
            const { Camera } = await import('./camera.js');
            const camera = new Camera(document.createElement('video'), () => resolve(tries));
            let tries = 0;
            const toBlob = camera.canvas.toBlob.bind(camera.canvas);
            camera.canvas.toBlob = (then, ...how) => tries++ ? toBlob(then, ...how) : then(null);
            camera.stream = { getTracks: () => [] };
            camera.next();
            setTimeout(() => resolve(0), 5000);
        })"""
    )
    assert sent == 2


def test_a_camera_that_is_unplugged_sends_no_more_of_its_last_picture(page: Any) -> None:
    heard = page.evaluate(
        """async () => {
            const { Camera } = await import('./camera.js');
            let lost = 0;
            const video = document.createElement('video');
            const camera = new Camera(video, () => {}, () => { lost++; });
            await camera.start();
            const [track] = camera.stream.getTracks();
            track.dispatchEvent(new Event('ended'));
            return [lost, camera.on, track.readyState];
        }"""
    )
    assert heard == [1, False, "ended"]
