"""The panel in a browser: Voilà serves a notebook of this package, with a kernel of its own for each visitor."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import run_sync
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from tvsim.language import Code, Language
from tvsim.whatif.page import LANGUAGE, SCENARIO, SERVED

IDLE_S, LOOKS_S = 3600, 60
"""A kernel that nothing was asked of for so long is ended; so often is looked for one."""
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
"""Extensions of JupyterLab that the page needs; what else is installed does not belong into it."""
ONLY_FROM_HERE = (
    "default-src 'self'; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Browsers ask nobody else for any part of the page."""

LOUD = ("tornado", "asyncio", "traitlets", "jupyter_client")


class OwnKernel(KernelSpecManager):
    """Knows one kernel: this Python."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Return its name, and the folder of its resources, of which there are none."""
        return {"tvsim": ""}

    def get_kernel_spec(self, kernel_name: str) -> Any:
        """Return how it is started."""
        words = [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"]
        return KernelSpec(argv=words, display_name=kernel_name, language="python")


class _Server(Voila):
    """Voilà with the page of this package, on sockets that are bound already."""

    def setup_template_dirs(self) -> None:
        """Let the page of this package go before that of Voilà."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(SERVED))

    def serve(self, sockets: list[socket.socket], began: Callable[[], None]) -> None:
        """Serve until somebody interrupts, or ends the program."""
        self._sockets, self._began = sockets, began
        self.start()

    def listen(self) -> None:
        """Serve on the sockets, in place of the search for a port."""
        server = HTTPServer(self.app)
        server.add_sockets(self._sockets)
        self.ioloop = IOLoop.current()
        before = signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.ioloop.add_callback(self._began)
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()
            signal.signal(signal.SIGINT, before)

    def stop(self) -> None:
        """End the kernels, which hold nothing that could be lost."""
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def bound(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen at an address; port 0 is any that is free, the same for all of them.

    Raises
    ------
    OSError
        If the address is none of this machine, or the port is taken.
    """
    return bind_sockets(port, host)


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _silence() -> None:
    """Leave the terminal to what tvsim says; what others say in many lines helps nobody who looks at a page."""
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def serve(
    sockets: list[socket.socket],
    scenario: str,
    lang: Code,
    began: Callable[[], None],
    *,
    local: bool = True,
    idle_s: int = IDLE_S,
    looks_s: int = LOOKS_S,
) -> None:
    """Serve the panel of a scenario until somebody interrupts.

    Parameters
    ----------
    sockets : list of socket
        Where, see `bound`.
    scenario : str
        File or name of the scenario.
    lang : {"en", "vi"}
        Language of the page.
    began : callable
        Is called when the first page can be asked for.
    local : bool
        Whether only requests for this machine by its own names are answered.
    idle_s, looks_s : int
        Seconds after which an idle kernel is ended, and between two looks for one.
    """
    _silence()
    os.environ |= {SCENARIO: scenario, LANGUAGE: lang}  # the kernels have it from here
    config = _config(lang, idle_s, looks_s)
    settings = {
        "headers": {"Content-Security-Policy": ONLY_FROM_HERE},
        "allow_remote_access": not local,
        # A page ends its kernel when it is left; nobody else knows the kernel's name.
        "disable_check_xsrf": True,
    }
    server = _Server(
        config=config,
        config_file_paths=[],
        notebook_path=str(SERVED.joinpath("app.ipynb")),
        port=sockets[0].getsockname()[1],
        tornado_settings=settings,
        open_browser=False,
        log_level=logging.CRITICAL,
    )
    server.initialize([])
    server.serve(sockets, began)


def _config(lang: Code, idle_s: int, looks_s: int) -> Config:
    config = Config()
    voila = config.VoilaConfiguration
    voila.kernel_spec_manager_class = OwnKernel
    voila.allow_template_override = voila.allow_theme_override = "NO"
    voila.file_allowlist = []
    voila.extension_allowlist = list(EXTENSIONS)
    voila.preheat_kernel = True  # one that waits, so that the first answer does not
    voila.resources = {"tvsim": _texts(Language(lang))}
    config.HTMLExporter.language_code = lang
    kernels = config.MappingKernelManager
    kernels.cull_idle_timeout, kernels.cull_interval, kernels.cull_connected = idle_s, looks_s, True
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # nothing of the kernels is on the network
    return config


def _texts(language: Language) -> dict[str, str]:
    text = partial(Language.text, language)
    return {
        "loading": text("The page is being loaded …"),
        "ended": text("This page was left alone for a long time and has ended. Load it again to go on."),
        "gone": text("The program that serves this page does not answer; start it again, and load this page again."),
        "looks": SERVED.joinpath("page.css").read_text("utf-8"),
        "script": SERVED.joinpath("page.js").read_text("utf-8"),
    }
