"""What is unsure is asked where somebody can answer, and told with the option that answers it where nobody can."""

from __future__ import annotations

import io

import pytest

from sop_excel.domain.questions import Answers, Choice, Question, UnsureError
from sop_excel.errors import InputError
from sop_excel.hosts.cli.asking import answered, parsed_answers

ORDER = Question(
    "date order",
    "sales.csv",
    "is 03/04/2025 in March or in April?",
    (Choice("day", "3 April"), Choice("month", "March 4")),
    "every date has a day of at most 12",
    "--day-first or --month-first",
)


def run(answers: Answers) -> str:
    if "date order" not in answers:
        raise UnsureError([ORDER])
    return f"read by {answers['date order']}"


def test_an_answer_that_is_given_is_taken() -> None:
    assert answered(run, {"date order": "day"}, may_ask=False) == "read by day"


def test_without_a_terminal_the_question_stands_in_the_error_with_its_option() -> None:
    with pytest.raises(InputError) as error:
        answered(run, {}, may_ask=False)
    (issue,) = error.value.issues
    assert issue.place == "sales.csv"
    assert "March or in April" in issue.expected
    assert issue.advice == "answer it with --day-first or --month-first"


@pytest.mark.parametrize(("typed", "said"), [("2\n", "month"), ("0\nday\n", "day"), ("x\n1\n", "day")])
def test_at_a_terminal_it_is_asked_until_the_answer_is_one(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert answered(run, {}, may_ask=True) == f"read by {said}"
    asked = capsys.readouterr()
    assert "3 April" in asked.err
    assert asked.out == ""


def test_whoever_types_nothing_stops_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    with pytest.raises(InputError, match="--day-first"):
        answered(run, {}, may_ask=True)


def test_an_answer_that_is_none_of_the_choices_ends_in_an_error_and_not_in_a_loop() -> None:
    """A step that does not take an answer asks again."""

    def never(answers: Answers) -> str:
        raise UnsureError([ORDER])

    with pytest.raises(InputError, match="the answer 'decade'"):
        answered(never, {"date order": "decade"}, may_ask=True)


def test_answers_are_typed_as_key_and_choice() -> None:
    assert parsed_answers(["date order=day", "returns = net"]) == {"date order": "day", "returns": "net"}
    with pytest.raises(InputError, match="KEY=CHOICE"):
        parsed_answers(["day"])
