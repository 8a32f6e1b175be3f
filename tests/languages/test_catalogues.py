"""The catalogues of the languages: whole, with the same placeholders, and nothing that nobody says."""

from __future__ import annotations

import pickle
import string
from collections.abc import Iterator

import pytest

from sop_excel.domain.said import Figure, Word, catalogue, in_language, say, together, word
from sop_excel.domain.vocabulary import counted, first_few, listed, money, percent, plural, spans, units
from sop_excel.languages import ENGLISH, LANGUAGES, SHEETS
from templates.make.language import words_of
from tests.languages.said_ids import templates, words

OTHERS = [language for language in LANGUAGES if language != ENGLISH]


def _placeholders(template: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name is not None})


@pytest.mark.parametrize("language", OTHERS)
class TestCatalogue:
    """What every catalogue keeps to."""

    def test_it_has_every_sentence_of_the_code_and_no_other(self, language: str) -> None:
        """A sentence that is new in the code is missing by name; one that has gone is told too."""
        said = set(catalogue(language).sentences)
        assert said - templates() == set()
        assert templates() - said == set()

    def test_its_workbooks_are_known_by_the_sheets_that_its_templates_have(self, language: str) -> None:
        for table, homes in SHEETS.items():
            assert homes[words_of(language)(f"sheets.{table}").lower()] == language

    def test_it_has_every_word_of_the_code_and_no_other(self, language: str) -> None:
        """The same of cost lines, limits, rules of the check and nouns beside numbers."""
        said = set(catalogue(language).words)
        assert said - words() == set()
        assert words() - said == set()

    def test_a_sentence_has_the_placeholders_of_the_english_one(self, language: str) -> None:
        """Neither a figure nor a name gets lost."""
        odd = {
            english: said
            for english, said in catalogue(language).sentences.items()
            if _placeholders(english) != _placeholders(said)
        }
        assert odd == {}

    def test_no_sentence_stays_as_it_is_in_english(self, language: str) -> None:
        """But for those that are nothing but their placeholders."""
        same = {english for english, said in catalogue(language).sentences.items() if english == said}
        assert {one for one in same if any(map(str.isalpha, _rest(one)))} == set()

    def test_spaces_at_the_ends_are_those_of_the_english_one(self, language: str) -> None:
        """A part that follows another keeps its distance."""
        said = catalogue(language).sentences.items()
        assert [one for one, other in said if (one[:1] == " ") != (other[:1] == " ") or other != other.rstrip()] == []


def _rest(template: str) -> str:
    return "".join(text for text, _, _, _ in string.Formatter().parse(template))


def _spanish() -> Iterator[tuple[str, str]]:
    """What is said in Spanish, and how."""
    yield money(1234567.5), "1.234.567,50"
    yield money(-9600.0), "-9.600"
    yield percent(0.0013), "0,1 %"
    yield units(0.000123, small=True), "0,000123"
    yield counted(1, "product"), "1 producto"
    yield counted(1200, "more line"), "1.200 líneas más"
    yield listed(["Pan", "Inés", "Iris"]), "Pan, Inés e Iris"
    yield listed(["Pan", "Hierro"]), "Pan y Hierro"
    yield listed(["Pan", "Hilo"]), "Pan e Hilo"
    yield listed(["siete", "ocho"], "or"), "siete u ocho"
    yield listed(["A", "B"], "or"), "A o B"
    yield first_few(["A", "B", "C"], 2, "product"), "A, B y 1 producto más"
    yield first_few(["A", "B", "C", "D"], 2), "A, B y 2 más"
    yield spans(["Ene", "Feb", "Mar", "Abr", "May"], [0, 1, 2, 4]), "Ene a Mar y May"
    yield together([word("holding"), "Holding"]), "almacenaje; Holding"
    yield (
        say("{who} causes {share} of the cost, {amount}", who="1.5 and 2", share="5 %", amount=money(1000.0)),
        ("1.5 and 2 causa el 5 % del coste, 1.000"),
    )


@pytest.mark.parametrize(("english", "spanish"), list(_spanish()))
def test_numbers_lists_and_plurals_come_out_right_in_spanish(english: str, spanish: str) -> None:
    """Marks of numbers, e and u before their sounds, one and many; what a planner has named stays as it is."""
    assert in_language(english, "es") == spanish
    assert in_language(english, ENGLISH) == english


def test_what_was_said_survives_the_way_between_processes() -> None:
    """Scenarios are planned by helpers, whose answers are pickled."""
    told = say("{line} {amount}", line=word("holding"), amount=money(1000.0))
    for one in (told, listed(["A", told]), Word(plural("hour"), "hour", many=True), Figure("1,5")):
        again = pickle.loads(pickle.dumps(one))  # noqa: S301 - what was made here
        assert (again, in_language(again, "es")) == (one, in_language(one, "es"))


def test_text_that_is_none_of_ours_stays_as_it_is() -> None:
    """A planner's code that is a word of ours by chance is not translated."""
    assert in_language("holding", "es") == "holding"
