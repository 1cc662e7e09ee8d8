"""A host with TLS, which Attune.Python.Tests starts and tells of by variables."""

import os
import unittest
from urllib.parse import urlsplit

import attune
from attune._wire import connect

URL, TOKEN = os.environ["TEST_URL"].rstrip("/"), os.environ["TEST_TOKEN"]
HOME, CERTIFICATE = os.environ["TEST_HOME"], os.environ["TEST_CERTIFICATE"]


class Secure(unittest.TestCase):
    def experiment(self, connection):
        return connection.mlflow("GET", "experiments/get", query={"experiment_id": "0"})["experiment"]["name"]

    def test_the_exported_certificate_lets_calls_through(self):
        self.assertEqual("Default", self.experiment(connect(URL, TOKEN, certificate=CERTIFICATE)))

    def test_another_name_that_the_certificate_has_does_too(self):
        url = f"https://localhost:{urlsplit(URL).port}"
        with open(CERTIFICATE) as file:
            self.assertEqual("Default", self.experiment(connect(url, TOKEN, certificate=file.read())))

    def test_the_homes_own_file_with_its_key_is_read_for_the_certificate_alone(self):
        file = os.path.join(HOME, "keys", "tls.pem")
        self.assertEqual("Default", self.experiment(connect(URL, TOKEN, certificate=file)))

    def test_without_it_nothing_is_sent_and_the_way_out_is_told(self):
        with self.assertRaisesRegex(attune.HostAway, "attune certificate export"):
            self.experiment(connect(URL, TOKEN))


if __name__ == "__main__":
    unittest.main()
