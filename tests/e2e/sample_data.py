"""A studio that has been lived in: people with long names, sessions of every kind, a recording with a rest in it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.analysis.repetition.figure import film, squats
from tests.e2e.studio import Studio, served_studio, set_up
from tests.studio.training.course import Course
from tests.web.browser import PASSWORD
from tests.web.keeping import a_session, coached_details

from poise.media.recording import Recording, encode_recording
from poise.pose import PoseSequence
from poise.store import LogEntry, Session, SessionState, SignIn
from poise.store.opening import store_at
from poise.studio.activities import BUILT_IN
from poise.studio.coaching.plan import SetTarget
from poise.studio.live import LiveSession, Mark
from poise.studio.training.plan import TrainingPlan, TrainingStep

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

LONG_NAME = "Maximiliane-Charlotte Freifrau von Donaudampfschifffahrtsgesellschaft"
COACHED = "01936f3e-7c00-7000-8000-00000000c0ac"
COMPARED = "01936f3e-7c00-7000-8000-0000000c0bbb"
TRAINED = "01936f3e-7c00-7000-8000-00000000c0ad"
PAGES = (
    "/",
    "/coach",
    "/coach/squat",
    "/train",
    "/train/desk-break",
    "/train/new?copy=desk-break",
    "/hold",
    "/hold/tree",
    "/recognise",
    "/teach",
    "/films",
    "/compare",
    "/history",
    f"/history/{COACHED}",
    f"/history/{COMPARED}",
    f"/history/{TRAINED}",
    "/progress",
    "/account",
    "/waiting",
    "/people",
    "/no/such/page",
)
"""Every page of a person who is signed in as an administrator."""

ENTRANCES = ("/sign-in", "/sign-up", "/password-reset?ticket=x")
"""The pages of somebody who is not signed in."""


@dataclass(frozen=True)
class Furnished:
    """A running studio, its data, and the cookies of its administrator."""

    studio: Studio
    data_dir: Path
    account: str
    cookies: Any


@contextmanager
def furnished_studio(
    data_dir: Path, browser: Browser, *, display_name: str = LONG_NAME
) -> Iterator[Furnished]:
    """Start a studio, set it up, and put people and sessions into it."""
    with served_studio(data_dir) as studio:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(60_000)
        set_up(page, studio, "Root", PASSWORD)
        page.locator("nav").first.wait_for()
        me = page.evaluate("fetch('/api/v1/me').then(answer => answer.json())")
        change_profile(page, display_name=display_name)
        cookies = context.cookies()
        guest = browser.new_context()
        answer = guest.request.post(
            f"{studio.address}/api/v1/sign-up",
            data={"name": LONG_NAME[:64], "password": PASSWORD},
            headers={"origin": studio.address, "sec-fetch-site": "same-origin"},
        )
        assert answer.status == 201, answer.text()
        guest.close()
        context.close()
        keep(data_dir, sessions_of(me["identifier"]))
        yield Furnished(studio, data_dir, me["identifier"], cookies)


def change_profile(page: Page, **profile: str) -> None:
    """Change the profile of the person who is signed in."""
    status = page.evaluate(
        """profile => fetch('/api/v1/me', {method: 'PATCH', body: JSON.stringify({profile}),
           headers: {'content-type': 'application/json'}}).then(answer => answer.status)""",
        profile,
    )
    assert status == 200


def signed_in(browser: Browser, furnished: Furnished, **options: Any) -> BrowserContext:
    """Return a new context of the administrator."""
    context = browser.new_context(**options)
    context.add_cookies(furnished.cookies)
    context.set_default_timeout(60_000)
    return context


def sessions_of(account: str) -> list[Session]:
    """Return sessions of every kind; the first three have fixed identifiers."""
    return [coached(account), compared(account), trained(account), *some(account, 40)]


def coached(account: str) -> Session:
    """Return two sets of squats with a rest of forty seconds between them."""
    repetitions = [_repetition(number, 2.0 * (number - 1)) for number in (1, 2)]
    one_set: dict[str, Any] = {
        "attempted": 2,
        "accurate": 1,
        "unfinished": 1,
        "hold_s": 0.0,
        "score": 81.5,
        "repetitions": repetitions,
        "faults": [],
        "notices": [
            {"name": "lost", "time_s": 1.0, "text": "I cannot see you. Step in front of the camera."}
        ],
    }
    later = {
        **one_set,
        "repetitions": [
            {**one, "start_s": one["start_s"] + 50.0, "end_s": one["end_s"] + 50.0} for one in repetitions
        ],
    }
    return replace(
        a_session(COACHED, account, 700),
        measures={"attempted": 4, "accurate": 2, "hold_s": 0.0},
        corrected=3,
        duration_s=4000.0,
        notes="Rückenschmerzen seit der Donaudampfschifffahrtsgesellschaftskapitänsprüfung " * 3,
        details={**coached_details(one_set, later), "image_size": [640, 480]},
    )


def compared(account: str) -> Session:
    """Return a comparison with a picture's very long name."""
    limbs = [
        {"name": "left_upper_arm", "error_deg": 21.4, "compared": True, "direction": "up", "hidden": None},
        {"name": "right_thigh", "error_deg": 4.0, "compared": True, "direction": "up", "hidden": None},
        {
            "name": "hip_line",
            "error_deg": None,
            "compared": False,
            "direction": None,
            "hidden": "hidden in the attempt",
        },
    ]
    result = {
        "verdict": "compared",
        "reason": None,
        "score": 71.5,
        "uncertainty": 4.2,
        "distance_deg": 12.5,
        "mirrored": True,
        "limbs": limbs,
        "remarks": [],
        "words": ["Raise the left upper arm by about 21 degrees."],
    }
    return replace(
        a_session(COMPARED, account, 701),
        kind="comparison",
        subject="Donaudampfschifffahrtsgesellschaftskapitaensfoto_2026.jpg",
        measures={},
        score=71.5,
        duration_s=0.0,
        details=result,
    )


def trained(account: str) -> Session:
    """Return a training of two exercises, one of whose sets was repeated and one skipped."""
    squats, plank = SetTarget(repetitions=2), SetTarget(seconds=60)
    steps = (
        TrainingStep(exercise="squat", target=squats),
        TrainingStep(exercise="squat", target=squats),
        TrainingStep(exercise="plank", target=plank),
    )
    plan = TrainingPlan(programme="balance-for-older-people", steps=steps)
    live = LiveSession(BUILT_IN.make(plan), (640, 640))
    course = Course().squats(1).say(Mark.REPEAT).squats(2).squats(1).say(Mark.SKIP).planks(4)
    live.take_all(course.items)
    outcome = live.finish()
    return replace(
        a_session(TRAINED, account, 702),
        kind="training",
        subject=plan.programme,
        measures=outcome.measures,
        score=outcome.score,
        details={"plan": plan.document(), "image_size": [640, 640], **outcome.details.document()},
    )


def some(account: str, count: int) -> Iterator[Session]:
    """Return sessions of several exercises: counted, held, open, abandoned, without anything."""
    kinds: list[dict[str, Any]] = [
        {},
        {"subject": "plank", "measures": {"attempted": 0, "accurate": 0, "hold_s": 61.5}},
        {"subject": "bulgarian-split-squat", "corrected": 12},
        {"state": SessionState.OPEN, "ended_ms": 0, "measures": {}},
        {"state": SessionState.ABANDONED, "measures": {}, "duration_s": 3725.0},
    ]
    for number, changes in zip(range(count), itertools.cycle(kinds)):
        name = f"01936f3e-7c00-7000-8000-{number:012x}"
        yield replace(a_session(name, account, number), **changes)


def keep(data_dir: Path, sessions: list[Session], *, has_recording: bool = True) -> None:
    """Put sessions into a running studio's data, with log and recording for the coached one where it is among them."""

    async def put() -> None:
        store = store_at(data_dir, is_server=False)
        await store.open()
        try:
            for one in sessions:
                await store.sessions.add(one)
            if not has_recording:
                return
            await store.recordings.put(COACHED, [encode_recording(Recording((_with_rest(),), {}))])
            names = ("started", "interrupted", "resumed", "finished", "corrected")
            times = [1_700_000_000_000 + 60_000 * number for number in range(len(names))]
            log = [LogEntry(n, at, name) for n, (at, name) in enumerate(zip(times, names, strict=True))]
            await store.logs.append(COACHED, log)
            for number in range(12):
                await store.sign_ins.add(_sign_in(sessions[0].account, number))
        finally:
            await store.close()

    with ThreadPoolExecutor(1) as aside:  # this thread is Playwright's
        aside.submit(lambda: asyncio.run(put())).result()


def _sign_in(account: str, number: int) -> SignIn:
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/158.0.0.0 Safari/537.36"
    seen_ms = 1_790_000_000_000 + number * 60_000
    return SignIn(f"{number:02x}" * 32, account, seen_ms, seen_ms, 4_000_000_000_000, agent)


def _with_rest() -> PoseSequence:
    poses = list(film(squats(115), 4.0, 10.0))
    return PoseSequence.from_poses([*poses, *(replace(one, time_s=one.time_s + 50.0) for one in poses)])


def _repetition(number: int, start_s: float) -> dict[str, Any]:
    fault = {"name": "depth", "time_s": start_s + 1.0, "cue": "Go a little deeper", "severity": "major"}
    return {
        "number": number,
        "start_s": start_s,
        "peak_s": start_s + 1.0,
        "end_s": start_s + 2.0,
        "accurate": number == 1,
        "score": 81.5,
        "side": "both",
        "faults": [] if number == 1 else [fault],
        "range_deg": {"left_knee_flexion": 100.0},
        "tempo_s": {"eccentric": 1.25, "pause": 0.1, "concentric": 0.85},
        "asymmetry": None,
    }
