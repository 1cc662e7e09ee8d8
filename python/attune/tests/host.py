"""A real host as a child process, in a folder of its own; whatever still runs from it is ended with it."""

import glob
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

COMMAND = json.loads(os.environ.get("ATTUNE_TEST_COMMAND", "null"))
REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PACKAGE = os.path.join(REPOSITORY, "python", "attune")
DIABETES = os.path.join(REPOSITORY, "samples", "diabetes", "data")
LIMIT = 180


def until(happened, what="it", limit=LIMIT):
    """Waits for something that trials or hosts do, and gives it."""
    ends = time.monotonic() + limit
    while True:
        value = happened()
        if value:
            return value
        if time.monotonic() > ends:
            raise AssertionError(f"waited {limit} s for {what}")
        time.sleep(0.02)


class Host:
    """`attune studio` in a folder of its own."""

    def __init__(self):
        if not COMMAND:
            raise unittest.SkipTest("ATTUNE_TEST_COMMAND does not say how a host is started")
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="attune-py-"))
        self.home = os.path.join(self.folder, ".attune")
        self.said = []
        self._process = None
        self.start()

    def start(self):
        """Starts the host, or the next one of the same home; it answers when this returns."""
        self._process = subprocess.Popen(
            COMMAND + ["studio", "--home", self.home],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._read, args=(self._process, ready), daemon=True).start()
        until(lambda: ready.is_set() or self._process.poll() is not None, "the host")
        if not ready.is_set():
            raise AssertionError("the host did not start:\n" + "".join(self.said))
        return self

    def kill(self):
        """Ends the host at once; its trials run on."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def run(self, *arguments):
        """Runs a command on the home and gives what it wrote to standard output."""
        return subprocess.run(
            COMMAND + list(arguments) + ["--home", self.home],
            cwd=self.folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ).stdout

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        file = self.path(name)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8") as writer:
            writer.write(text)
        return file

    def close(self):
        self.kill()
        for pid in self._left():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        until(lambda: not self._left(), "the end of what ran")
        shutil.rmtree(self.folder)

    def _read(self, process, ready):
        try:
            for line in process.stdout:
                self.said.append(line)
                if line.startswith("Studio:"):
                    ready.set()
        except ValueError:
            pass  # closed with the host

    # Trials have the home in their environment.
    def _left(self):
        found = []
        for folder in glob.glob("/proc/[0-9]*"):
            pid = int(folder[6:])
            try:
                with open(folder + "/environ", "rb") as file:
                    if pid != os.getpid() and self.home.encode() in file.read():
                        found.append(pid)
            except OSError:
                pass
        return found


class HostCase(unittest.TestCase):
    """Tests that share one host."""

    @classmethod
    def setUpClass(cls):
        cls.host = Host()
        cls.addClassCleanup(cls.host.close)
