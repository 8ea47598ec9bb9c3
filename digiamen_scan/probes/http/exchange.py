"""One request and its answer over a socket that is already connected.

Imported only by the thread that needs it: requests takes a tenth of a second to load.
"""

import http.client
import socket
import ssl
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from digiamen_scan import __version__
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.bodies import UnknownCodingError, body_of
from digiamen_scan.probes.http.certificates import Roots, fault_of
from digiamen_scan.probes.http.heads import Answer, BadAnswerError, Fields, fields_of
from digiamen_scan.probes.http.pages import BadCertificate
from digiamen_scan.probes.http.places import Place

_FIRST_FINAL_STATUS = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, headers still as they came."""

    status: int
    fields: Fields
    body: bytes
    truncated: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for, and within which bounds: seconds for each step, bytes of the body."""

    place: Place
    seconds: float
    limit: int


def exchange(
    sock: socket.socket, request: Request, roots: Roots
) -> Reply | BadCertificate | Unavailable:
    """Ask for a page over `sock`, which is closed in the end."""
    sock.settimeout(request.seconds)
    with closing(sock):
        if request.place.scheme == "http":
            return _ask(sock, request)
        try:
            context = roots.context()
        except OSError as error:
            return Unavailable(Kind.ERROR, clean(f"trusted certificates: {error.strerror}"))
        secured = _secure(sock, request.place, context)
        if not isinstance(secured, ssl.SSLSocket):
            return secured
        with closing(secured):
            return _ask(secured, request)


def _secure(
    sock: socket.socket, place: Place, context: ssl.SSLContext
) -> ssl.SSLSocket | BadCertificate | Unavailable:
    try:
        # An end without notice could be anybody's cut (RFC 9112 section 9.8).
        return context.wrap_socket(sock, server_hostname=place.host, suppress_ragged_eofs=False)
    except ssl.SSLCertVerificationError as error:
        detail = clean(error.verify_message)
        return BadCertificate(clean(place.url), place.host, fault_of(error), detail)
    except TimeoutError:
        return Unavailable(Kind.TIMEOUT, "TLS")
    except ssl.SSLError as error:
        return Unavailable(Kind.UNREADABLE, f"TLS {clean(error.reason or '').lower()}")
    except OSError as error:
        return Unavailable(Kind.UNREACHABLE, f"TLS {type(error).__name__}")


def _ask(sock: socket.socket, request: Request) -> Reply | Unavailable:
    adapter = _OneSocket(sock)
    try:
        with adapter.visit(request) as response:
            return _reply(response, adapter.answer, request.limit)
    except UnknownCodingError as error:
        return Unavailable(Kind.UNSUPPORTED, f"content-encoding {clean(str(error), 40)}")
    except BadAnswerError as error:
        return Unavailable(Kind.UNREADABLE, str(error))
    except (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError):
        return Unavailable(Kind.TIMEOUT, request.place.host)
    except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError, ValueError) as error:
        # ValueError: sizes of chunks that http.client does not check
        return _failure(error, begun=adapter.heard())


def _reply(response: requests.Response, answer: Answer | None, limit: int) -> Reply:
    fields = fields_of(answer.head.lines if answer else [])
    if response.status_code < _FIRST_FINAL_STATUS:
        raise BadAnswerError("interim answer")
    body, truncated = body_of(response.raw, fields, limit)
    return Reply(response.status_code, fields, body, truncated)


def _failure(error: BaseException, *, begun: bool) -> Unavailable:
    while inner := error.__cause__ or error.__context__:
        error = inner
    if isinstance(error, BadAnswerError):
        return Unavailable(Kind.UNREADABLE, str(error))
    unheard = isinstance(error, ConnectionError) and not begun
    return Unavailable(Kind.UNREACHABLE if unheard else Kind.UNREADABLE, type(error).__name__)


class _Connection(HTTPConnection):
    """Takes the socket that it is given instead of opening one."""

    def __init__(self, *args: object, adapter: "_OneSocket", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # the pool's own, passed on
        self._adapter = adapter
        self.response_class = adapter.keep_answer  # type: ignore[assignment]  # is only called

    def connect(self) -> None:
        self.sock = self._adapter.sock


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]  # urllib3's own does not fit


class _OneSocket(HTTPAdapter):
    """Sends one request over one socket. Knows no proxies, cookies, passwords or redirects."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self.sock = sock
        self.answer: Answer | None = None

    def keep_answer(self, sock: socket.socket, method: str | None = None) -> Answer:
        self.answer = Answer(sock, method)
        return self.answer

    def heard(self) -> bool:
        """Whether the server has said anything."""
        return self.answer is not None and any(self.answer.head.lines)

    @contextmanager
    def visit(self, request: Request) -> Generator[requests.Response, None, None]:
        asked = requests.Request("GET", request.place.url, headers=_headers(request.place))
        with closing(self.send(asked.prepare(), stream=True, timeout=request.seconds)) as response:
            yield response

    def get_connection_with_tls_context(
        self, *_args: object, **_kwargs: object
    ) -> urllib3.HTTPConnectionPool:
        return _Pool("already.connected", 80, adapter=self)

    def cert_verify(self, *_args: object, **_kwargs: object) -> None:
        """Leave it: the socket was verified when it was secured."""


def _headers(place: Place) -> dict[str, str]:
    return {
        "Host": place.authority,
        "User-Agent": f"digiamen/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
