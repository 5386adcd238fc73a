"""A question about the student's own code on the screen: the answer is typed, and then the code is run."""

from rich.console import Group, RenderableType
from rich.text import Text

from kata.student.asking import Asked
from kata.terminal import refused
from kata.watching.live import LAST
from kata.watching.screen import Screen, View
from kata.words.translation import tr


def ask(screen: Screen, asked: Asked) -> None:
    """Show the question, and hear the answer key by key."""
    typed, complaint = "", ""

    def answer(key: str) -> None:
        nonlocal typed, complaint
        if key == "escape":
            screen.show_finding()
        elif key == "backspace":
            typed = typed[:-1]
        elif key == "enter":
            try:
                asked.check(typed)
            except ValueError as error:
                typed, complaint = "", str(error)
            else:
                _answer(screen, asked, typed)
        else:
            typed += " " if key == "space" else key

    def body() -> RenderableType:
        wanted = Text(tr(f"Your answer, {asked.wanted}: "), "bold").append(typed, "not bold")
        below = Text(tr("Enter: done, Escape: back"), "dim")
        return Group(asked.posed(), Text(), *([Text(tr(complaint), "yellow")] if complaint else []), wanted, below)

    screen.show(View(body, answer, page=LAST, typed=True))


def _answer(screen: Screen, asked: Asked, guess: str) -> None:
    """Run the code, and show what came out beside what was said."""

    def say(said: Text) -> None:
        screen.show(View(lambda: Group(asked.posed(), Text(), said), page=LAST))

    say(Text(tr("Your code is run ..."), style="dim"))
    screen.draw()
    try:
        say(asked.answer(guess).told())
    except OSError as error:  # of the notes: what came out is not told without being remembered
        say(Text(tr(f"The answer could not be kept: {refused(error)}")))
