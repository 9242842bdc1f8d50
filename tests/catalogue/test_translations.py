"""Every word that people read has its German, no German is left over, and nothing that is filled in gets lost."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import poise
from poise.analysis.comparison import Hidden
from poise.analysis.measuring.facing import View
from poise.analysis.repetition.presence import _PARTS
from poise.catalogue import catalogue, load_folder
from poise.catalogue.poses import library
from poise.catalogue.programmes import programmes
from poise.catalogue.translation import (
    LANGUAGES,
    load_translation,
    translate,
    translate_exercise,
    translate_pose,
    translate_result,
)
from poise.errors import CatalogueError

SOURCE = Path(poise.__file__).parent
FOLDER = SOURCE / "catalogue" / "translations"
MESSAGES = SOURCE / "catalogue" / "messages"
OTHERS = [language for language in LANGUAGES if language != "en"]
SENTENCE = re.compile(r"[A-Z{][^\n]* [^\n]* [^\n]*\.")
HOLE = re.compile(r"\{[^{}]*\}")

# Whatever is refused with one of these reaches a person through the page.
REFUSALS = {
    "RequestError", "NotThere", "NotAllowed", "NotSignedIn", "Conflict", "TooManyRequests", "Busy", "MediaTooLarge",
    "UnsupportedMedia", "DamagedMedia", "DamagedRecording", "GuardError", "StoreError", "StoreUnavailable", "Refused",
    "ProtocolError", "OtherProtocol", "CatalogueError", "problem", "_damaged", "end",
}  # fmt: skip
# What the protocol layer and the description say to programs, and what a log says: all in English.
FOR_OTHERS = {"openapi.py", "protocol.py", "refusals.py", "serving.py", "settings.py"}
# Where they are raised while somebody uses the page; start-up, copying and preparing a database are the terminal's.
SEEN_ON_THE_PAGE = [
    *(path for path in sorted((SOURCE / "web").rglob("*.py")) if path.name not in FOR_OTHERS),
    *sorted((SOURCE / "studio" / "live").glob("*.py")),
    *sorted((SOURCE / "studio" / "films").glob("*.py")),
    *sorted((SOURCE / "studio" / "jobs").glob("*.py")),
    *sorted((SOURCE / "studio").glob("*/kind.py")),
    *sorted((SOURCE / "blobs").glob("*.py")),
    *(SOURCE / "studio" / "learning" / name for name in ("film.py", "task.py", "teach.py")),
    *sorted((SOURCE / "studio" / "library").glob("own_*.py")),
    SOURCE / "studio" / "recognising" / "task.py",
    SOURCE / "store" / "keys.py",
    *(SOURCE / "store" / back_end / "accounts.py" for back_end in ("sqlite", "mongodb")),
    *(SOURCE / "store" / back_end / "sessions.py" for back_end in ("sqlite", "mongodb")),
    SOURCE / "store" / "mongodb" / "collections.py",
    SOURCE / "store" / "sqlite" / "connections.py",
    SOURCE / "isolation" / "guard.py",
    SOURCE / "media" / "picture.py",
]  # fmt: skip


def exercise_words() -> set[str]:
    words: set[str] = set()
    for exercise in catalogue().values():
        words |= {
            exercise.name,
            exercise.summary,
            *exercise.instructions,
            *exercise.muscles,
            *exercise.equipment,
        }
        if exercise.range_of_motion:
            words |= {exercise.range_of_motion.shallow_cue, exercise.range_of_motion.extension_cue}
        for rule in exercise.rules:
            words |= {rule.cue, rule.explanation}
    return words


def pose_words() -> set[str]:
    return {
        word
        for pose in library().values()
        for word in (pose.name, pose.summary, *pose.instructions, pose.look_at)
    }


def programme_words() -> set[str]:
    words: set[str] = set()
    for programme in programmes().values():
        exercises = [one for block in programme.blocks for one in block.exercises]
        words |= {programme.name, programme.summary, *(one.notes for one in exercises if one.notes)}
    return words


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    ("name", "words"),
    [("exercises", exercise_words), ("poses", pose_words), ("programmes", programme_words)],
)
def test_every_word_is_translated_and_none_is_left_over(
    language: str, name: str, words: Callable[[], set[str]]
) -> None:
    there, wanted = set(load_translation(FOLDER / language / f"{name}.toml")), words()
    assert wanted - there == set(), "missing"
    assert there - wanted == set(), "superfluous"


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_that_stands_in_two_files_means_the_same_in_both(language: str) -> None:
    meanings: dict[str, set[str]] = {}
    for path in (FOLDER / language).glob("*.toml"):
        for source, words in load_translation(path).items():
            meanings.setdefault(source, set()).add(words)
    assert {source: words for source, words in meanings.items() if len(words) > 1} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_cue_is_as_short_as_in_english(language: str) -> None:
    """It is spoken during the movement."""
    for exercise in catalogue().values():
        german = translate_exercise(exercise, language)
        rom = german.range_of_motion
        cues = [rule.cue for rule in german.rules] + ([rom.shallow_cue, rom.extension_cue] if rom else [])
        assert [cue for cue in cues if len(cue.split()) > 6] == []


@pytest.mark.parametrize("language", OTHERS)
def test_exercises_and_poses_have_names_of_their_own(language: str) -> None:
    names = Counter(translate(one.name, language) for one in catalogue().values())
    names_of_poses = Counter(translate(one.name, language) for one in library().values())
    assert [name for name, count in (names + Counter()).items() if count > 1] == []
    assert [name for name, count in names_of_poses.items() if count > 1] == []


# -- sentences in the source -----------------------------------------------------------------------------------------


def shape(text: str) -> str:
    """A text with its holes nameless: in the source they hold expressions."""
    return HOLE.sub("{}", text)


def text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return None


def refusals(path: Path) -> Iterator[str]:
    """What is given to an error, and every other whole sentence but the documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [text_of(argument) for argument in node.args] if name in REFUSALS else []
            yield from (text for text in texts if text and " " in text and text.strip("{} :.;"))
        text = text_of(node) if id(node) not in silent else None
        if text and SENTENCE.fullmatch(text):
            yield text


def all_texts() -> set[str]:
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        found |= {shape(text) for node in ast.walk(tree) if (text := text_of(node))}
    return found


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", SEEN_ON_THE_PAGE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_refusal_that_the_page_shows_is_translated(language: str, path: Path) -> None:
    files = [FOLDER / language / name for name in ("problems.toml", "coaching.toml")]
    known = {shape(source) for file in files for source in load_translation(file)}
    assert {shape(text) for text in refusals(path)} - known == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_refusal_is_translated_that_is_never_said(language: str) -> None:
    """But what others say: pydantic's words, and the inner parts of sentences."""
    text = (FOLDER / language / "problems.toml").read_text("utf-8")
    own = tomllib.loads(text.partition("# -- requests that are not of the right form")[0])
    said = all_texts()
    said |= {text[:1].upper() + text[1:] for text in said}  # behind the name of a film they begin small
    parts = {
        "The reference: {}",
        "The attempt: {}",
        "{} person was found",
        "{} people were found",
        "{} {}; at most",
    }
    unsaid = {
        source
        for source in own
        if shape(source) not in said
        and shape(source) not in parts
        and not any(shape(source) in one for one in said)
    }
    assert unsaid == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "text",
    [
        *(f"cannot be judged from the {view}" for view in View),
        *(f"Step back: I cannot see your {part}." for part in sorted({*_PARTS.values(), "body"})),
        *(
            f"Cannot judge: only 3 of 12 limbs can be compared; most of the others are {hidden}."
            for hidden in Hidden
        ),
        "Cannot judge: nobody was found in the attempt.",
        "Cannot judge: nobody was found in the reference.",
        "I cannot see you.",
        "Take the start position.",
        "Use both sides evenly",
        "the joints it needs were not seen",
        "This looks like the bent-over row rather than the squat.",
    ],
)
def test_what_the_engine_says_has_no_english_left(language: str, text: str) -> None:
    found = translate(text, language)
    assert found != text
    assert not re.search(r"\b(the|you|your|is|are|of|cannot|from|in the|hidden)\b", found)


# -- the messages of a comparison ------------------------------------------------------------------------------------


def leaves(path: Path) -> dict[str, str]:
    def walk(value: object, key: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for name, one in value.items():
                yield from walk(one, f"{key}.{name}")
        else:
            yield key, str(value)

    return dict(walk(tomllib.loads(path.read_text("utf-8")), ""))


@pytest.mark.parametrize("language", OTHERS)
def test_a_comparison_has_the_same_messages_with_the_same_holes(language: str) -> None:
    english, other = (leaves(MESSAGES / f"comparison.{name}.toml") for name in ("en", language))
    assert other.keys() == english.keys()
    for key, text in other.items():
        assert text.strip(), key
        # Where English turns the shoulders, German may say which: no hole of the English may be lost.
        assert sorted(HOLE.findall(text)) == sorted(HOLE.findall(english[key])), key


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Bend your left elbow by about 20 degrees.", "Beuge links den Ellbogen um etwa 20 Grad."),
        (
            "Straighten your right hip and knee by about 45 degrees.",
            "Streck rechts Hüfte und Knie um etwa 45 Grad.",
        ),
        ("Lean to your left by about 15 degrees.", "Neig dich links um etwa 15 Grad zur Seite."),
        ("Nothing to change.", "Nichts zu ändern."),
        (
            "That was too often; please try again in 30 seconds.",
            "Das war zu oft; bitte versuche es in 30 Sekunden noch einmal.",
        ),
        (
            "That is too large; at most 2.5 MiB are taken.",
            "Das ist zu groß; angenommen werden höchstens 2,5 MiB.",
        ),
        (
            "The attempt is too large; a picture may have 25.0 MiB.",
            "Das Bild ist zu groß (dein Versuch); es darf 25,0 MiB haben.",
        ),
        (
            "The attempt: the picture has 20000 x 10 pixels; at most 200 million pixels and 16384 on a side are read, "
            "so please make it smaller.",
            "Dein Versuch: das Bild hat 20000 x 10 Pixel; gelesen werden höchstens 200 Millionen Pixel und 16384 je "
            "Seite, bitte verkleinere es.",
        ),
        ("Go a little deeper", "Geh etwas tiefer"),
        (
            "This may be Push-up or Plank; choose which one it is.",
            "Das kann Liegestütz oder Unterarmstütz sein; wähle, welche Übung es ist.",
        ),
    ],
)
def test_what_is_filled_in_is_german_too(english: str, german: str) -> None:
    assert translate(english, "de") == german
    assert translate(english, "en") == english


SQUAT = (SOURCE / "catalogue" / "exercises" / "squat.toml").read_text("utf-8")
WRONG_FILES: dict[str, tuple[str | bytes, str]] = {
    "not TOML": ("id = ", "ist kein gültiges TOML: ungültiger Wert"),
    "not UTF-8": ("id = 'ü'".encode("latin-1"), "ist keine Textdatei in UTF-8"),
    "UTF-16": ("id = 'x'".encode("utf-16"), "ist keine Textdatei in UTF-8"),
    "too large": ("#" * 70_000, "ist zu groß (über 64 kB)"),
    "empty": ("", "own.toml, Zeile 1, id: fehlt. Weitere Fehler: "),
    "another name": (SQUAT, "id: muss 'own' sein, wie die Datei heißt"),
    "an unknown key": (SQUAT.replace("kind =", "kinds ="), "Weitere Fehler: 1."),
    "a long cue": (
        re.sub('cue = "', 'cue = "one two three four five six ', SQUAT),
        "ein Zuruf hat höchstens 6 Wörter",
    ),
    "an unknown measure": (
        re.sub("measure = .*", 'measure = "nose"', SQUAT),
        "eine Messgröße 'nose' gibt es nicht",
    ),
    "a text for a number": (re.sub("floor = .*", 'floor = "low"', SQUAT), "floor: muss eine Zahl sein"),
    "a number out of range": (
        re.sub("floor = .*", "floor = 3", SQUAT),
        "floor: muss kleiner als 1 sein (dort steht",
    ),
}


@pytest.mark.parametrize("why", WRONG_FILES)
def test_what_is_wrong_with_an_own_file_is_said_in_german(why: str, tmp_path: Path) -> None:
    content, german = WRONG_FILES[why]
    (tmp_path / "own.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    (complaint,) = load_folder(tmp_path)[1]
    assert german in translate(complaint, "de")


def test_a_person_s_own_words_stay_as_they_are() -> None:
    own = replace(
        catalogue()["squat"], name="Ada's squat", summary="Down and up.", instructions=("Sit.", "Stand.")
    )
    shown = translate_exercise(own, "de")
    assert (shown.name, shown.summary, shown.instructions) == (own.name, own.summary, own.instructions)
    assert shown.muscles[0] == "vordere Oberschenkel"
    assert translate_exercise(own, "en") == own


def test_what_counts_and_compares_is_not_touched() -> None:
    for exercise in catalogue().values():
        shown = translate_exercise(exercise, "de")
        assert (shown.identifier, shown.signals, shown.posture, shown.zone, shown.views) == (
            exercise.identifier, exercise.signals, exercise.posture, exercise.zone, exercise.views,
        )  # fmt: skip
        assert [rule.name for rule in shown.rules] == [rule.name for rule in exercise.rules]
    for pose in library().values():
        assert translate_pose(pose, "de").pose is pose.pose


def test_of_a_result_only_the_words_for_people_are_translated() -> None:
    result = {
        "exercise": "squat",
        "name": "Squat",
        "sets": [
            {
                "faults": [{"name": "too-shallow", "cue": "Go a little deeper", "time_s": 1.5}],
                "unjudged": {"heels-up": "cannot be judged from the front"},
            }
        ],
        "notes": "Go a little deeper",
        "words": ["Your arms are right."],
        "score": None,
    }
    shown = translate_result(result, "de")
    assert shown["sets"][0]["faults"][0] == {"name": "too-shallow", "cue": "Geh etwas tiefer", "time_s": 1.5}
    assert shown["sets"][0]["unjudged"] == {"heels-up": "lässt sich von vorn nicht beurteilen"}
    assert shown["words"] == ["Deine Arme stimmen."]
    unchanged = ("exercise", "name", "notes", "score")
    assert [shown[key] for key in unchanged] == [result[key] for key in unchanged]
    assert translate_result(result, "en") is result


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ('"Squat" = "Kniebeuge"\n"Plank" = ""\n', 2, "empty"),
        ('# words\n\n"Plank" = 3\n', 3, "must be a text"),
        ('"a {part}" = "ein Teil"\n', 1, "lacks {part}"),
        ('"a part" = "ein {part}"\n', 1, "which the English text has not"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, content: str, line: int, why: str) -> None:
    path = tmp_path / "exercises.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(CatalogueError, match=rf"exercises.toml, line {line}, .*{re.escape(why)}"):
        load_translation(path)


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "poses.toml"
    path.write_text('"Tree" = "Baum"\n"Tree" = "Baum"\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"poses\.toml is not valid TOML.*line 2"):
        load_translation(path)
