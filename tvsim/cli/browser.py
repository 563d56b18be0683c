"""``tvsim app``: plans tried by hand in a browser."""

from __future__ import annotations

import errno
import socket
import webbrowser
from threading import Thread
from typing import Annotated

import typer

from tvsim.cli.app import command
from tvsim.cli.options import Lang, LanguageOption, whole_number
from tvsim.cli.printing import warn
from tvsim.cli.studying import prepare_engine
from tvsim.language import worded
from tvsim.scenario import ScenarioError, load
from tvsim.scenario.errors import line, one_line, shown

LOOPBACK, PORT = "127.0.0.1", 8866
EVERYWHERE = ("0.0.0.0", "::")
NEEDED = ("voila", "anywidget", "ipywidgets", "jupyter_client", "jupyter_core", "tornado", "traitlets")
"""What the extra installs, of which a part may be missing."""


def _port(text: str) -> int:
    return whole_number(text, "--port", 0, 65535)


@command("app more_officers --lang vi --port 8000", name="app")
def in_browser(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="A scenario file or workbook, or the name of a shipped scenario."),
    ] = "baseline",
    port: Annotated[
        int, typer.Option(metavar="INTEGER", parser=_port, help="Port of the page; 0 takes any that is free.")
    ] = PORT,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address of this machine to listen at; others reach no loopback.")
    ] = LOOPBACK,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    lang: LanguageOption = Lang.EN,
) -> None:
    """Try plans by hand in a browser: levers, with results beside them; plans go up and come down as files."""
    found = load(scenario)
    try:
        from tvsim.whatif import serving  # noqa: PLC0415 - it need not be installed
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in NEEDED:
            raise
        raise ScenarioError([worded("the page needs more: {command}", command='pip install "tvsim[app]"')]) from None
    sockets = _listening(host, port)
    from tvsim.models.compiled import compile_once  # noqa: PLC0415 - takes a while to load

    prepare_engine(compile_once)  # in its cache, from which every page's kernel takes it
    url = _url(host, sockets[0].getsockname()[1])
    local = serving.is_loopback(host)
    if not local:
        warn([worded("whoever reaches {url} can use the page without a password, and has it compute", url=url)])

    def began() -> None:
        title = one_line(found.title(lang.value))
        print(worded("{title}: {url} (Ctrl-C ends it)", title=title, url=url), flush=True)
        if not no_browser:
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    serving.serve(sockets, str(found.path.resolve()), lang.value, began, local=local)


def _listening(host: str, port: int) -> list[socket.socket]:
    """Return sockets at an address and port.

    Raises
    ------
    ScenarioError
        If there is no such address, or somebody else listens there.
    """
    from tvsim.whatif.serving import bound  # noqa: PLC0415

    nowhere = ScenarioError([line("", "--host", worded("must be an address of this machine"), shown(host))])
    if not host.strip():
        raise nowhere
    try:
        return bound(host, port)
    except (socket.gaierror, UnicodeError):
        raise nowhere from None
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE:
            text = worded("is taken by another program; give another one, or 0 for any that is free")
            raise ScenarioError([line("", "--port", text, shown(port))]) from None
        if failure.errno == errno.EACCES:
            text = worded("needs more rights than you have; give one above 1023")
            raise ScenarioError([line("", "--port", text, shown(port))]) from None
        raise nowhere from None


def _url(host: str, port: int) -> str:
    """Return the address for a browser; a machine that listens everywhere is called by its name."""
    name = socket.gethostname() if host in EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"
