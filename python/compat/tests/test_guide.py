"""The guide's snippets, run in their order."""

import contextlib
import io
import os
import re
import shutil
import unittest

from .host import DIABETES, REPOSITORY, CompatCase

_GUIDE = os.path.join(REPOSITORY, "docs", "guides", "from-azure-ml.md")

_COUNT = """
import sys
print('rows', '=', sum(1 for line in open(sys.argv[1])) * float(sys.argv[2]), sep='')
"""


class GuideTests(CompatCase):
    def test_its_snippets_do_what_they_say(self):
        with open(_GUIDE, encoding="utf-8") as file:
            v1, script, v2 = re.findall(r"^```python\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL)
        self.host.write("src/train.py", script)
        self.host.write("src2/count.py", _COUNT)
        shutil.copytree(DIABETES, self.host.path("data"))
        names, out = {}, io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(v1, _GUIDE, "exec"), names)
            exec(compile(v2, _GUIDE, "exec"), names)
        self.assertIn("[('first_model', 1, {'rows': '15000.0'})]", out.getvalue())
        self.assertIn("'best_primary_metric': 15000.0", out.getvalue())
        self.assertEqual(names["best"].parameters, {"rate": 1.0})


if __name__ == "__main__":
    unittest.main()
