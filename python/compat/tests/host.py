"""Real hosts for these tests: those of the client's own."""

import contextlib
import importlib.util
import io
import os

_FILE = os.path.join(os.path.dirname(__file__), "..", "..", "attune", "tests", "host.py")
_found = importlib.util.spec_from_file_location("attune_tests_host", _FILE)
_module = importlib.util.module_from_spec(_found)
_found.loader.exec_module(_module)

Host, HostCase, until = _module.Host, _module.HostCase, _module.until
REPOSITORY, DIABETES = _module.REPOSITORY, _module.DIABETES
COMPAT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
CLIENT = os.path.join(REPOSITORY, "python", "attune")


class CompatCase(HostCase):
    """Tests that share one host and work in its folder, as a notebook beside its home does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        before = os.getcwd()
        os.chdir(cls.host.folder)
        cls.addClassCleanup(os.chdir, before)

    def said(self, act, *arguments, **how):
        """What an act prints."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            act(*arguments, **how)
        return out.getvalue()
