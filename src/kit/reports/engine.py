"""papermill's engine with an honest record: a step that died or took too long has failed, and what follows never ran.

papermill's own engine calls the cells after a dead kernel "completed" and writes no error.  This one marks them as it
marks an ordinary error, so that everything that reads the notebook sees it; `papermill --engine kit` uses it too.
papermill loads this module while it is imported itself, so nobody imports it before papermill.
"""

import ast
from contextlib import AbstractContextManager, nullcontext, suppress
import json
from pathlib import Path
import signal
import time
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from traitlets import Any as AnyTrait
from traitlets import Bool, Float
from traitlets import Callable as CallableTrait

from kit.reports.failure import DEAD, NO_KERNEL, STOPPED, TIME_OUT

ANSWER = 20  # seconds for the kernel to say what it has read
SELDOM = (
    "__import__('gc').set_threshold(20_000, 20, 50)"  # Python's own thresholds cost a report a twentieth of its time
)
READS = "__import__('json').dumps(getattr(__import__('sys').modules.get('kit.opening'), 'reads', list)())"


class NotBegun(Exception):
    """Raised by a turn that does not come any more: no cell has run, and nothing has failed."""


class KitEngine(NBClientEngine):
    """`time_limit`: seconds for all cells together.  `turn`: a context in which they run, to limit how many do at once.
    `began(notebook)`: called with the notebook that is being filled.  `told(done, of)`: called after each code cell.
    Other arguments as papermill's own engine takes them."""

    @classmethod
    def execute_managed_notebook(  # type: ignore[override]
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **kwargs: Any,
    ) -> NotebookNode:
        for name in ("input_path", "timeout", "startup_timeout"):
            kwargs.pop(name, None)
        return Client(
            nb_man,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            **kwargs,
        ).execute()


class Client(PapermillNotebookClient):
    """Runs the cells of one notebook."""

    coalesce_streams = Bool(True)  # one output for what is printed in one go, however slowly it came
    time_limit = Float(None, allow_none=True)
    turn = AnyTrait(None, allow_none=True)
    began = CallableTrait(None, allow_none=True)
    told = CallableTrait(None, allow_none=True)

    def execute(self, **kwargs: Any) -> NotebookNode:
        self.reset_execution_trackers()
        self._said: list[tuple[NotebookNode, NotebookNode]] = []
        if self.began is not None:
            self.began(self.nb)
        turn: AbstractContextManager = self.turn or nullcontext()
        try:
            with self.setup_kernel(**kwargs), turn:
                self.kc.execute(SELDOM, silent=True, store_history=False)
                if self.papermill_execute_cells():
                    self._note()
                self.set_widgets_metadata()
        except BaseException as error:
            if not isinstance(error, NotBegun):
                self._never_began(error)
            raise
        finally:
            self._drop_later()
        return self.nb

    def papermill_execute_cells(self) -> bool:
        """Each cell in turn, up to the first that fails in whatever way; whether none did."""
        if self.time_limit:
            ends = time.monotonic() + self.time_limit
            self.timeout_func = lambda cell: max(0.01, ends - time.monotonic())
        done, steps = 0, sum(cell.cell_type == "code" for cell in self.nb.cells)
        for index, cell in enumerate(self.nb.cells):
            failure: BaseException | None = None
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                failure = error
            except (CellTimeoutError, DeadKernelError) as error:
                failure = error
                self._say(cell, *self._why(error))
            except BaseException:
                self._say(cell, STOPPED, "The run was stopped.")
                self.nb_man.cell_exception(cell, cell_index=index)
                raise
            finally:
                if failure:
                    self.nb_man.cell_exception(cell, cell_index=index, exception=failure)
                self.nb_man.cell_complete(cell, cell_index=index)
                self._measure()
            if failure:
                return False
            if cell.cell_type == "code":
                done += 1
                if self.told is not None:
                    self.told(done, steps)
        return True

    def _never_began(self, error: BaseException) -> None:
        """No kernel came up: the first step has failed, so that papermill does not call all of them completed."""
        cells = list(enumerate(self.nb.cells))
        if any(cell.metadata.papermill["status"] != self.nb_man.PENDING for _, cell in cells):
            return
        for index, cell in cells:
            if cell.cell_type == "code":
                self._say(cell, NO_KERNEL, f"No kernel could be started ({type(error).__name__}: {error}).")
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                return

    def _why(self, error: BaseException) -> tuple[str, str]:
        """Name and words of an error that no cell could raise itself."""
        if isinstance(error, CellTimeoutError):
            limit = self.time_limit or self.timeout
            return TIME_OUT, f"It took longer than its time limit of {limit:g} s."
        process = getattr(getattr(self.km, "provisioner", None), "process", None)
        code = process.poll() if process is not None else None
        if code is not None and code < 0:
            with suppress(ValueError):
                return DEAD, f"The process that computed it was ended by signal {signal.Signals(-code).name}."
        return DEAD, "The process that computed it ended" + ("." if code is None else f" with exit code {code}.")

    def _say(self, cell: NotebookNode, name: str, words: str) -> None:
        """The error as an output, where every reader of notebooks looks for it."""
        if cell.cell_type == "code":
            error = new_output("error", ename=name, evalue=words, traceback=[f"{name}: {words}"])
            cell.outputs.append(error)
            self._said.append((cell, error))

    def _drop_later(self) -> None:
        """Nothing stands behind the error: a kernel that is shut down after a time-out says that it was interrupted."""
        for cell, error in self._said:
            place = next((number for number, output in enumerate(cell.outputs) if output is error), len(cell.outputs))
            del cell.outputs[place + 1 :]

    def _measure(self) -> None:
        """The most memory that the kernel has held so far, in MB (resident, with what it shares with other kernels)."""
        pid = getattr(getattr(self.km, "provisioner", None), "pid", None)
        with suppress(OSError, StopIteration, ValueError):
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
            peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
            self.nb.metadata.setdefault("kit", {})["peak_memory_mb"] = round(peak / 1024)

    def _note(self) -> None:
        """What the report has read, as `kit.open` knows it; nothing where the kernel cannot tell."""
        self.timeout = ANSWER
        with suppress(Exception):
            said = self.wait_for_reply(
                self.kc.execute("", silent=True, store_history=False, user_expressions={"kit": READS})
            )
            answer = said["content"]["user_expressions"]["kit"]["data"]["text/plain"]
            self.nb.metadata.setdefault("kit", {})["read"] = json.loads(ast.literal_eval(answer))
