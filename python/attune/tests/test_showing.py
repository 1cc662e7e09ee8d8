"""What notebooks show: tables, charts and the live view; and what is shown elsewhere."""

import contextlib
import io
import types
import unittest
import xml.etree.ElementTree as xml

import attune
from attune import _charts, _html, _live
from attune.jobs import Job
from attune.trials import Trial, Trials

from .host import HostCase


def job(**more):
    wire = {
        "jobType": "Sweep", "status": "Running", "displayName": "<b>odd</b> & name", "experimentName": "e",
        "objective": {"primaryMetric": "AUC", "goal": "Maximize"}, "limits": {"maxTotalTrials": 6},
        "samplingAlgorithm": {"samplingAlgorithmType": "Grid"},
        "searchSpace": {"rate": ["choice", [[0.01, 0.1, 1]]], "trees": ["choice", [[10, 100]]]},
        "trial": {"command": "python3 train.py --rate ${{search_space.rate}} --kind ${{search_space.kind}}"}, **more,
    }
    return Job(types.SimpleNamespace(url="http://127.0.0.1:1"), "job_1", {"properties": wire})


def trials(of, *values):
    found = []
    for i, value in enumerate(values):
        properties = {"attune.state": "Completed"} if value is None else {"score": repr(value), "attune.state": "Completed"}
        found.append(Trial(of._connection, of, {
            "runId": f"job_1_{i}", "runNumber": i, "status": "Completed", "properties": properties,
            "parameters": {"rate": 10.0 ** -i, "kind": "a<b" if i % 2 else "c d"},
            "startTimeUtc": "2026-01-02T03:04:05.123456789+00:00", "endTimeUtc": "2026-01-02T03:05:06Z",
        }))
    return Trials(found, "AUC", "maximize")


class Pieces(unittest.TestCase):
    def well_formed(self, page):
        xml.fromstring(f"<div>{page}</div>".replace("&nbsp;", " "))
        return page

    def test_a_sweeps_view_is_well_formed_and_escapes_what_it_shows(self):
        of = job()
        page = self.well_formed(_live.view(of, trials(of, 0.5, 0.9, None, 0.7)))
        self.assertIn("&lt;b&gt;odd&lt;/b&gt; &amp; name", page)
        self.assertIn("4 of 6", page)
        self.assertIn("AUC 0.9 by trial 1", page)
        self.assertEqual(2, page.count("<svg"))
        self.assertNotIn("a<b", page)

    def test_the_best_row_is_set_off(self):
        of = job()
        page = self.well_formed(trials(of, 0.5, 0.9)._repr_html_())
        row = next(row for row in page.split("<tr")[2:] if "font-weight:600" in row)
        self.assertIn("0.9", row)

    def test_charts_take_any_values(self):
        of = job()
        for values in ((), (0.5,), (0.5, 0.5), (None, None), (float("nan"), 1.0, float("inf")), (-1e-9, 1e9), (0.0, 0.0, 0.0)):
            of_values = trials(of, *values)
            self.well_formed(_charts.history(of_values, "AUC", "minimize"))
            self.well_formed(_charts.parallel_coordinates(of_values, "AUC", "maximize"))

    def test_a_failed_trials_value_is_in_no_chart_and_never_best(self):
        of = job()
        shown = trials(of, 0.5, 0.6, 0.99)
        shown[2].state = "Failed"
        self.assertEqual(1, shown.best().number)
        chart = _charts.history(shown, "AUC", "maximize") + _charts.parallel_coordinates(shown, "AUC", "maximize")
        self.assertNotIn("0.99", chart)

    def test_of_many_trials_the_best_are_shown(self):
        of = job()
        page = self.well_formed(_live.view(of, trials(of, *[i / 100 for i in range(60)])))
        self.assertIn("35 more trials", page)
        self.assertIn(">0.59<", page)

    def test_a_trials_command_and_arguments_are_legible(self):
        of = job(inputs={"d": {"jobInputType": "uri_folder", "uri": "azureml:patients:1"}, "n": {"value": "3"}},
                 trial={"command": "python3 train.py --rate ${{search_space.rate}} --kind ${{search_space.kind}} ${{inputs.d}} ${{inputs.n}}"})
        trial = trials(of, 0.5, 0.6)[1]
        self.assertEqual("python3 train.py --rate 0.1 --kind 'a<b' azureml:patients:1 3", trial.command)
        self.assertEqual(["--rate", "0.1", "--kind", "a<b", "azureml:patients:1", "3"], trial.arguments)
        self.assertAlmostEqual(60.876544, trial.seconds)

    def test_numbers_and_times_are_as_people_read_them(self):
        self.assertEqual("0.98857", _html.number(0.98857123))
        self.assertEqual("1.2e-06", _html.number(0.0000012))
        self.assertEqual("2 min 5 s", _html.duration(125.4))
        self.assertEqual(6, job().total)

    def test_a_frame_has_a_row_for_each_trial(self):
        frame = trials(job(), 0.5, 0.6).to_pandas()
        self.assertEqual(([0, 1], [0.5, 0.6]), (list(frame.index), list(frame["AUC"])))


class Live(HostCase):
    def setUp(self):
        self.ws = attune.connect(home=self.host.home)
        self.job = self.ws.jobs.submit(
            attune.Sweep("echo score=${{search_space.x}}", space={"x": attune.choice(1, 2, 3)}, maximize="score", sampling="grid"))

    def test_elsewhere_lines_are_printed(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.job.show()
        self.assertIn("trial 2 Completed score=3  x=3  best so far", out.getvalue())
        self.assertIn("is Completed", out.getvalue())

    def test_everything_shows_itself(self):
        self.job.wait()
        self.ws.compute.create_cluster("shown", 2)
        self.ws.data.create("shown", __file__)
        for each in (self.ws, self.job, self.job.trials(), self.job.best(), self.ws.jobs, self.ws.data, self.ws.data["shown"],
                     self.ws.compute, self.ws.compute["shown"], self.ws.models):
            xml.fromstring(f"<div>{each._repr_html_()}</div>".replace("&nbsp;", " "))
            self.assertTrue(repr(each))


if __name__ == "__main__":
    unittest.main()
