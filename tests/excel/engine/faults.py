"""What COM raises when Excel refuses."""

from __future__ import annotations

DISP_E_EXCEPTION = -2147352567
APPLICATION_DEFINED = -2146827284  # run-time error 1004

RPC_E_CALL_REJECTED = -2147418111
RPC_E_DISCONNECTED = -2147417848
RPC_E_WRONG_THREAD = -2147417842


class ComError(Exception):
    """An error of Excel as pywin32 hands it over: ``hresult``, ``strerror``, ``excepinfo`` and ``argerror``."""

    excepinfo: tuple[object, ...] | None

    def __init__(self, text: str, hresult: int = DISP_E_EXCEPTION) -> None:
        self.hresult = hresult
        self.strerror = "Exception occurred." if hresult == DISP_E_EXCEPTION else text
        self.excepinfo = (0, "Microsoft Excel", text, "xlmain11.chm", 0, APPLICATION_DEFINED)
        if hresult != DISP_E_EXCEPTION:
            self.excepinfo = None  # COM itself refuses, before Excel has heard of it
        self.argerror = None
        super().__init__(self.hresult, self.strerror, self.excepinfo, self.argerror)
