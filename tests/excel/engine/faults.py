"""What COM raises when Excel refuses."""

from __future__ import annotations

DISP_E_EXCEPTION = -2147352567
APPLICATION_DEFINED = -2146827284  # run-time error 1004


class ComError(Exception):
    """An error of Excel as pywin32 hands it over: ``hresult``, ``strerror``, ``excepinfo`` and ``argerror``."""

    def __init__(self, text: str) -> None:
        self.hresult = DISP_E_EXCEPTION
        self.strerror = "Exception occurred."
        self.excepinfo = (0, "Microsoft Excel", text, "xlmain11.chm", 0, APPLICATION_DEFINED)
        self.argerror = None
        super().__init__(self.hresult, self.strerror, self.excepinfo, self.argerror)
