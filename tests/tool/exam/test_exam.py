"""`kata exam`: quizzes in the language of each student, made again byte for byte, with a key beside them."""

import json
import re
from html.parser import HTMLParser

import pytest
from english import english_in
from jsonschema import Draft202012Validator

from kata.bugs.fixes import load_fixes
from kata.bugs.manifest import load_bugs
from kata.classroom.roster import Student
from kata.exam import writing
from kata.exam.drawing import Item
from kata.exam.key import SCHEMA
from kata.exam.page import css_text, page
from kata.exam.quiz import Quiz

ROSTER = 'id,name,language\na1,Ana Núñez,es\nb2,"Bo </style><script>x</script>",en\na-1,Ada,\n'
EMPTY = {"meta", "br", "link", "img"}  # elements that have no end
CODE = re.compile(r"<style>.*?</style>|<pre>.*?</pre>|<code>.*?</code>|<b>.*?</b>", re.DOTALL)


@pytest.fixture(scope="module")
def out(kata, tmp_path_factory):
    """The folder of an exam of a class of three."""
    folder = tmp_path_factory.mktemp("exam")
    roster = folder / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    done = kata(
        "exam", "--questions", 4, "--seed", 7, "--roster", roster, "--bugs", "1,2", "--out", folder / "out"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4 questions for each of 3 students, drawn by the seed 7.\n")
    return folder / "out"


def everything(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Nesting(HTMLParser):
    """Reads a page, and sees to it that every element has its end."""

    def __init__(self):
        super().__init__()
        self.open, self.met = [], []

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.met.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Take away the last that is open, which must be this one."""
        assert self.open.pop() == tag, self.getpos()


def pages(folder):
    return sorted(folder.rglob("*.html"))


def test_the_key_is_there_before_the_first_quiz(monkeypatch, tmp_path):
    """Where the disk is full then, there are no quizzes that nobody can mark."""

    def full(path, _):
        if path.parent.name == "quizzes":
            raise OSError("no space left")

    monkeypatch.setattr(writing, "write_whole", lambda path, text: written.append(path.name) or full(path, text))
    written, quiz = [], Quiz(Student("a1", "Ana", "", "en"), ())
    with pytest.raises(OSError, match="no space left"):
        writing.write(tmp_path, [quiz], [], 0)
    assert written[:2] == ["key.json", "key.html"]


def test_the_files_of_an_exam(out):
    """A quiz for each, all of them at once, and the key, in which each is named."""
    names = ["quizzes/a-1-ada.html", "quizzes/a1-ana-nunez.html", "quizzes/all.html"]
    names += ["quizzes/b2-bo-style-script-x-script.html", "key.html", "key.json"]
    assert sorted(everything(out)) == sorted(names)
    key = json.loads((out / "key.json").read_text(encoding="utf-8"))
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(key)
    assert {quiz["id"]: quiz["language"] for quiz in key["quizzes"]} == {"a1": "es", "b2": "en", "a-1": "en"}
    assert all((out / quiz["file"]).is_file() for quiz in key["quizzes"])
    assert [len(quiz["questions"]) for quiz in key["quizzes"]] == [4, 4, 4]
    assert all(question["why"] for quiz in key["quizzes"] for question in quiz["questions"])


def test_the_pages_are_whole_and_ask_for_nothing(out):
    """Every element ends, no id is there twice, and there is neither a script nor an address."""
    for path in pages(out):
        text, reader = path.read_text(encoding="utf-8"), Nesting()
        reader.feed(text)
        reader.close()
        assert reader.open == []
        ids = [attributes["id"] for _, attributes in reader.met if "id" in attributes]
        assert len(set(ids)) == len(ids)
        assert not {tag for tag, _ in reader.met} & {"script", "link", "img", "iframe", "object"}
        assert not any({"src", "href", "style"} & attributes.keys() for _, attributes in reader.met)
        assert "http:" not in text
        assert "https:" not in text
        assert "url(" not in text


def test_a_quiz_is_in_the_language_of_its_student(out):
    """Nothing in the Spanish one is English but code and names; and the others are English."""
    spanish = (out / "quizzes" / "a1-ana-nunez.html").read_text(encoding="utf-8")
    english = (out / "quizzes" / "a-1-ada.html").read_text(encoding="utf-8")
    assert not english_in(re.sub("<[^>]+>", "\n", CODE.sub("", spanish)))
    assert '<html lang="es">' in spanish
    assert "Ana Núñez" in spanish
    assert "Pregunta 4" in spanish
    assert '<html lang="en">' in english
    assert "Question 4" in english


def test_a_quiz_does_not_tell(out):
    """Neither the bug's id, nor a test's name, nor that of a fix."""
    names = {*load_bugs(), *(fix["name"] for fix in load_fixes())}
    for path in (out / "quizzes").iterdir():
        text = re.sub("<[^>]+>", "\n", path.read_text(encoding="utf-8"))
        assert not {line.strip() for line in text.splitlines()} & names
        assert "test_" not in text


def test_the_key_is_in_the_language_of_the_screen(kata, tmp_path):
    """A single quiz without a roster is, too; and the key has the same letter as its data."""
    done = kata("exam", "--questions", 3, "--seed", 2, "--bugs", "3", "--out", "examen", KATA_LANG="es")
    assert done.returncode == 0, done.stderr
    assert not english_in(done.stdout)
    told = [CODE.sub("", path.read_text(encoding="utf-8")) for path in pages(tmp_path / "examen")]
    assert len(told) == 2
    for text in told:
        assert not english_in(re.sub("<[^>]+>", "\n", text))
    key = json.loads((tmp_path / "examen" / "key.json").read_text(encoding="utf-8"))
    rows = re.findall(
        r"<tr><td>(\d+)</td><td>(\w)</td>", (tmp_path / "examen" / "key.html").read_text(encoding="utf-8")
    )
    assert rows == [(str(one["number"]), one["answer"]) for one in key["quizzes"][0]["questions"]]
    assert key["quizzes"][0]["file"] == "quizzes/quiz.html"


def test_the_order_in_which_bugs_are_named(kata, tmp_path):
    """It draws nothing else: whoever remembers the seed and the bugs makes the same quiz again."""
    for name, bugs in (("one", "1,2,3"), ("other", "3,1,2")):
        done = kata("exam", "--questions", 3, "--seed", 2, "--bugs", bugs, "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
    assert everything(tmp_path / "one") == everything(tmp_path / "other")


def test_the_same_seed_makes_the_same_bytes(kata, out, tmp_path):
    """Though the roster has fewer now: each quiz is that of its student; another seed makes another."""
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,language\nA1,Ana Núñez,es\n", encoding="utf-8")
    made = {}
    for seed in (7, 8):
        arguments = ["--seed", seed, "--roster", roster, "--bugs", "1,2", "--out", tmp_path / str(seed)]
        assert kata("exam", "--questions", 4, *arguments).returncode == 0
        made[seed] = (tmp_path / str(seed) / "quizzes" / "a1-ana-nunez.html").read_text(encoding="utf-8")
    before = (out / "quizzes" / "a1-ana-nunez.html").read_text(encoding="utf-8")
    assert made[7].replace("A1", "a1") == before
    assert made[8] != made[7]


def test_a_fix_is_shown_as_a_change():
    """Each as the lines that it takes away and puts there, without the blanks before all of them."""
    bug = load_bugs()["softmax-overflow"]
    names = ("row maximum by reshape", "clipped at 500")
    item = Item(bug, "fix", bug.ask[0], "nan", "0.5", ("0.5", "nan"), 0, names)
    text = page([Quiz(Student("b2", "Bo", None, "en"), (item,))])
    assert text.count("\n- exponentials: Array = np.exp(Z)\n") == 2
    assert "\n+ exponentials: Array = np.exp(Z - Z.max(axis=1).reshape(-1, 1))\n" in text


def test_a_name_changes_nothing_but_itself():
    """It is a stranger's: in the page it ends no element, and in the style sheet it ends no text."""
    text = page([Quiz(Student("<1>", 'Bo "\\ </style> }', None, "en"), ())])
    assert text.count("</style>") == 1
    assert "&lt;/style&gt;" in text
    assert css_text('ñ "}\\') == '"\\0000f1 \\000022\\00007d\\00005c"'


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--questions", 0), "--questions 0: expected 1 to 48, 4 about a bug."),
        (("--questions", 5, "--bugs", "adam-shape"), "--questions 5: expected 1 to 4, 4 about a bug."),
        (("--questions", 5, "--bugs", "nothing"), "no bug 'nothing'"),
        (("--questions", 5, "--roster", "nowhere.csv"), "nowhere.csv"),
        (("--questions", 5, "--roster", "bad.csv"), "no column of ids"),
        (("--questions", 5, "--seed", -1), "--seed"),
    ],
)
def test_what_is_refused(kata, tmp_path, arguments, word):
    """In a sentence, before anything is drawn or written."""
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = kata("exam", *arguments, "--out", "out")
    assert done.returncode == 2
    assert word in " ".join(done.stderr.split())
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(kata, tmp_path):
    """A folder with something in it is refused, and so is a file."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "key.json").write_text("mine", encoding="utf-8")
    for place in ("full", "full/key.json"):
        done = kata("exam", "--questions", 1, "--out", place)
        assert (done.returncode, "name another one" in done.stderr) == (2, True)
    assert (tmp_path / "full" / "key.json").read_text(encoding="utf-8") == "mine"
