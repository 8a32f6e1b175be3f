"""The COM objects behind ``.api``, and what is said where the engine has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn


class Com:
    """An object whose COM members are attributes of the engine's own object."""

    def __init__(self, kind: str, owner: object, members: Mapping[str, str]) -> None:
        self.__dict__.update(_kind=kind, _owner=owner, _members=dict(members))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._owner, self._attribute(name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._owner, self._attribute(name), value)

    def __call__(self, *place: int) -> Any:
        """The default member, such as ``Item`` of cells."""
        return self._owner(*place).api

    def _attribute(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._members:
            raise NotImplementedError(f"The headless engine has no member {name} of {self._kind}.")
        return str(self._members[name])


def say_what_is_missing(kind: type) -> None:
    """Lets a class say which of the things that xlwings' base class promises it does not do."""
    base = next(one for one in kind.__mro__ if one.__module__ == "xlwings.base_classes")
    for name, member in vars(base).items():
        promise = member.fget if isinstance(member, property) else member
        names = getattr(getattr(promise, "__code__", None), "co_names", ())
        if "NotImplementedError" in names and getattr(kind, name) is member:
            missing = _missing(f"The headless engine has no {kind.__name__}.{name}.")
            setattr(kind, name, property(missing, missing) if isinstance(member, property) else missing)


def _missing(text: str) -> Any:
    def missing(*_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError(text)

    return missing
