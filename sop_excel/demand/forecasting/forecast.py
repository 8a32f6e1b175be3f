"""The forecast of a whole history: every product by the method for its pattern, on all processors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sop_excel.demand.forecasting.accuracy import accuracies
from sop_excel.demand.forecasting.backtest import origins_of
from sop_excel.demand.forecasting.bounds import bounds_of
from sop_excel.demand.forecasting.forecasts import Forecasts
from sop_excel.demand.forecasting.library import models
from sop_excel.demand.forecasting.patterns import ALL_ZERO, TOO_SHORT
from sop_excel.demand.forecasting.processes import on_all_processors, processors
from sop_excel.demand.forecasting.seasons import likely_season
from sop_excel.demand.forecasting.study import Study, Task, studied_all
from sop_excel.demand.history import History, following
from sop_excel.domain.fields import Array
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import counted
from sop_excel.errors import InputError, Issue

Progress = Callable[[str, int, int], None]  # what is done, how many of how many are done

_PIECE = 5  # products that a process takes at once: less than a second
_WORTH_PROCESSES = 60  # products; with fewer, processes that import the library first are no faster
MOST_PERIODS = 1000  # ahead
_ENDED, _LONGER = 6, 2  # periods without a sale that are told, and how much longer than any before


def forecast(
    history: History,
    horizon: int,
    level: float = 0.8,
    season_length: int | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Forecasts:
    """Mean, low and high demand of each product in the ``horizon`` periods after its history, and how sure they are.

    Between low and high demand lies with probability ``level``. ``season_length`` is in periods (1: no seasons); left
    out it follows from the names of the periods, else from what the history shows. ``progress`` is told how many
    products are done. The numbers do not depend on the order of the products nor on ``processes``, how many work at
    once (left out: as many as there are processors, for many products). A product whose method fails gets a simpler
    one and a note.

    Raises InputError for a horizon, level or season length that is none, SopError where the forecasting library is not
    installed.
    """
    _refuse(history, horizon, level, season_length)
    season = season_length or history.season_length or likely_season(_series(history))
    tell = progress or _tell_nobody
    tell("loading the forecasting library", 0, 0)
    models()
    origins = origins_of(len(history.periods), season, horizon)
    task = Task(season, horizon, horizon, len(history.periods) - origins)
    studies = _studies(history, task, tell, processes)
    low, high = bounds_of(studies, season, level, horizon)
    return Forecasts(
        history.products,
        following(history.periods, horizon),
        level,
        np.array([study.mean for study in studies]).reshape(len(studies), horizon),
        low,
        high,
        tuple(study.method for study in studies),
        tuple(study.pattern.told for study in studies),
        accuracies(studies, season, level),
        tuple(map(_note, studies)),
        tuple(history.periods[known - 1] for known in origins.tolist()),
        np.array([study.back.errors for study in studies]).reshape(len(studies), len(origins), horizon),
    )


def _tell_nobody(what: str, done: int, of: int) -> None:
    """No progress is asked for."""


def _series(history: History) -> list[Array]:
    return [history.series(i) for i in range(len(history.products))]


def _refuse(history: History, horizon: int, level: float, season: int | None) -> None:
    issues = []
    if not 1 <= horizon <= MOST_PERIODS:
        issues.append(_issue("horizon", f"1 to {MOST_PERIODS:,} periods", horizon, "say how far to look ahead"))
    if not 0 < level < 1:
        issues.append(_issue("level", "a share between 0 and 1", level, "type 0.8 for 80 %"))
    if season is not None and season < 1:
        issues.append(_issue("season length", "at least 1 period", season, "type 12 for months, 1 for no seasons"))
    if not history.periods:
        issues.append(_issue("the history", "at least one period", "none", "give what was sold"))
    if issues:
        raise InputError(issues)


def _issue(place: str, expected: str, found: object, advice: str) -> Issue:
    return Issue(place, "", expected, str(found), advice)


def _studies(history: History, task: Task, tell: Progress, processes: int | None) -> list[Study]:
    """The study of each product, in the order of the history."""
    series = _series(history)
    pieces = [(series[start : start + _PIECE], task) for start in range(0, len(series), _PIECE)]
    if processes is None:
        processes = processors() if len(series) >= _WORTH_PROCESSES else 1
    found: list[Study] = []
    tell("forecasting", 0, len(series))
    for studies in on_all_processors(studied_all, pieces, processes):
        found += studies
        tell("forecasting", len(found), len(series))
    return found


def _note(study: Study) -> str:
    if study.note:
        return study.note
    periods = len(study.series)
    if study.pattern.sort == ALL_ZERO:
        return say("nothing was sold")
    if study.pattern.sort == TOO_SHORT:
        return say(
            "only {periods} since the first sale: the forecast is their mean", periods=counted(periods, "period")
        )
    since, usual = _without_sales(study.series)
    if since >= _ENDED and since > _LONGER * usual:
        last = counted(since, "period")
        return say("nothing was sold in the last {periods}: plan no demand of it if it is sold no more", periods=last)
    return ""


def _without_sales(series: Array) -> tuple[int, int]:
    """How many periods there are since the last sale, and at most between two sales before it."""
    sold = np.flatnonzero(series)
    return len(series) - 1 - int(sold[-1]), int(np.diff(sold).max(initial=1)) - 1
