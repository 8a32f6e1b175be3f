"""The packages that not everybody needs: what each is for, which extra of ours brings it, and what is said without it.

Who is about to load one asks for it here first::

    needs("pandas")
    import pandas as pd
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from sop_excel.errors import MissingPackageError


@dataclass(frozen=True)
class Extra:
    """An extra of ours that brings a package, and what needs the package: "forecasts need"."""

    name: str
    use: str

    @property
    def requirement(self) -> str:
        """What pip is asked for.

        >>> Extra("forecast", "forecasts need").requirement
        '"sop-excel[forecast]"'
        """
        return f'"sop-excel[{self.name}]"'


EXTRAS: Mapping[str, Extra] = {
    "pandas": Extra("frames", "plans as pandas tables need"),
    "matplotlib": Extra("plot", "pictures of plans need"),
    "pulp": Extra("pulp", "verify, export and other solvers need"),
    "xlwings": Extra("excel", "the add-in for Excel and its functions need"),
    "statsforecast": Extra("forecast", "forecasts need"),
    "psycopg": Extra("database", "a PostgreSQL database needs"),
    "keyring": Extra("database", "passwords in the system's keyring need"),
    "distributed": Extra("cluster", "plans with the help of a cluster need"),
}


def advice(package: str) -> str:
    """What to do where a package is missing.

    >>> advice("pulp")
    'run pip install "sop-excel[pulp]"'
    """
    return f"run pip install {EXTRAS[package].requirement}"


def missing(package: str, why: str = "") -> MissingPackageError:
    """What is said where a package is missing, or cannot be loaded for a reason of its own.

    >>> print(missing("statsforecast"))
    forecasts need the package statsforecast: run pip install "sop-excel[forecast]"
    """
    told = f"{EXTRAS[package].use} the package {package}: {advice(package)}"
    return MissingPackageError(f"{told} ({why})" if why else told)


def needs(package: str) -> None:
    """Load a package. Raises MissingPackageError, with what to install, where that cannot be done."""
    try:
        import_module(package)
    except ModuleNotFoundError as error:
        raise missing(package, "" if error.name == package else str(error)) from error
    except ImportError as error:  # it is there, and broken
        raise missing(package, str(error)) from error
