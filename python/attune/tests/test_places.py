"""Where a host is found."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from attune import HostNotFound
from attune._wire import find


class Places(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(os.path.realpath(folder.name))

    def home(self, folder, port=20001, token="attune-host.own"):
        home = self.root / folder / ".attune"
        (home / "keys").mkdir(parents=True)
        (home / "port").write_text(f"{port}\n")
        (home / "keys" / "host-token").write_text(token)
        return home

    def config(self, name, **said):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(said))
        return file

    def find(self, folder=".", environment=None, **given):
        return find(environment=environment or {}, start=self.root / folder, **given)

    def test_the_nearest_home_upwards_is_found_with_its_token(self):
        self.home("a")
        (self.root / "a/b/c").mkdir(parents=True)
        place = self.find("a/b/c")
        self.assertEqual(("http://127.0.0.1:20001", "attune-host.own", "default"), place[:3])

    def test_a_config_counts_before_a_home_and_names_the_workspace(self):
        home = self.home("far", port=20002)
        self.home("here", port=20003)
        self.config("here/config.json", workspace_name="team", subscription_id="s", resource_group="g",
                    attune_home=str(home), attune_url="http://127.0.0.1:1/")
        place = self.find("here")
        # The home knows where its host is better than a file that was written once.
        self.assertEqual(("http://127.0.0.1:20002", "attune-host.own", "team", "s", "g"), place[:5])

    def test_a_config_of_a_host_elsewhere_takes_its_token_from_the_environment(self):
        self.config(".azureml/config.json", workspace_name="w", attune_home="/not/here", attune_url="https://far:9/")
        (self.root / "deep/er").mkdir(parents=True)
        place = self.find("deep/er", {"ATTUNE_TOKEN": "t"})
        self.assertEqual(("https://far:9", "t", "w"), place[:3])

    def test_a_config_without_a_token_is_passed_over_unless_it_is_named(self):
        file = self.config("config.json", attune_url="http://far:9", workspace_name="w")
        self.home(".", port=20004)
        self.assertEqual("http://127.0.0.1:20004", self.find().url)
        with self.assertRaisesRegex(HostNotFound, "ATTUNE_TOKEN"):
            self.find(config=file)

    def test_the_environment_of_an_instance_or_a_trial_counts_before_files(self):
        self.home(".")
        instance = {"ATTUNE_URL": "http://127.0.0.1:20009/", "ATTUNE_TOKEN": "attune-user.x", "ATTUNE_WORKSPACE": "w"}
        self.assertEqual(("http://127.0.0.1:20009", "attune-user.x", "w"), self.find(environment=instance)[:3])
        trial = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:20010", "MLFLOW_TRACKING_TOKEN": "attune-trial.a.b.c"}
        self.assertEqual("http://127.0.0.1:20010", self.find(environment=trial).url)

    def test_another_products_tracking_server_is_no_host(self):
        self.home(".")
        other = {"MLFLOW_TRACKING_URI": "https://mlflow.example", "MLFLOW_TRACKING_TOKEN": "secret"}
        self.assertEqual("http://127.0.0.1:20001", self.find(environment=other).url)

    def test_a_homes_token_is_sent_to_its_own_host_alone(self):
        self.home(".")
        self.assertEqual("attune-host.own", self.find(url="http://127.0.0.1:20001/").token)
        with self.assertRaisesRegex(HostNotFound, "token is needed for http://elsewhere:20001"):
            self.find(url="http://elsewhere:20001")

    def test_a_home_in_the_variable_may_be_the_folder_that_holds_it(self):
        home = self.home("x")
        self.assertEqual(str(home), self.find(environment={"ATTUNE_HOME": str(self.root / "x")}).home)

    def test_a_home_whose_host_moved_is_read_again(self):
        home = self.home(".")
        place = self.find()
        (home / "port").write_text("20077\n")
        self.assertEqual("http://127.0.0.1:20077", place.again().url)

    def test_nothing_found_says_where_was_looked_and_what_to_do(self):
        with self.assertRaises(HostNotFound) as caught:
            self.find()
        for part in (str(self.root), "config.json", ".attune", "attune studio", "attune.connect("):
            self.assertIn(part, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
