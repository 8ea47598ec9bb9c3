"""A check's words in one language, as read from its guide."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steps:
    """One way to fix it. `words` say for which problem, system or provider it holds."""

    words: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """What to say for one key: a headline in one sentence, then what it means."""

    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question as it is asked, with the words of its choices by key."""

    text: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Guide:
    """A whole guide. `title` states the good state; texts are plain Markdown."""

    lang: str
    title: str
    why: str
    how: tuple[Steps, ...]
    if_you_cannot: str
    how_we_looked: str
    messages: Mapping[str, Message]
    questions: Mapping[str, QuestionWords]
    not_yours: str | None = None

    def steps(self, words: frozenset[str]) -> str:
        """Return the steps that fit best: all their words are among `words`, the most of them."""
        fitting = [steps for steps in self.how if steps.words <= words]
        return max(fitting, key=lambda steps: len(steps.words)).text if fitting else ""
