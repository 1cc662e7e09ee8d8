"""Calls that outlast a host's absence, refusals in its words, and what a broken connection may and may not repeat."""

import contextlib
import http.server
import io
import json
import os
import tempfile
import threading
import unittest

import attune
from attune._wire import Connection, Place

from .host import HostCase, until


class Refusals(HostCase):
    """By a real host."""

    def test_a_wrong_token_is_told_apart(self):
        host = attune.connect(home=self.host.home).url
        with self.assertRaises(attune.AccessDenied):
            attune.connect(host, "attune-host.wrong")

    def test_every_problem_comes_at_once_with_its_place(self):
        ws = attune.connect(home=self.host.home)
        job = attune.Sweep("x", space={"a": attune.uniform(2, 1)}, maximize="m", sampling="nonsense")
        with self.assertRaises(attune.HostRefusal) as caught:
            ws.jobs.submit(job)
        places = [problem.path for problem in caught.exception.problems]
        self.assertIn("properties.searchSpace.a", places)
        self.assertTrue(any("sampling" in place for place in places), places)
        for place in places:
            self.assertIn(place, str(caught.exception))

    def test_what_is_not_there_is_told_apart(self):
        ws = attune.connect(home=self.host.home)
        with self.assertRaisesRegex(attune.NotFound, "nowhere"):
            ws.jobs.get("nowhere")
        self.assertNotIn("nowhere", ws.jobs)
        with self.assertRaisesRegex(attune.NotFound, "another"):
            attune.connect(home=self.host.home, workspace="another")

    def test_a_host_that_comes_back_is_waited_for(self):
        ws = attune.connect(home=self.host.home)
        self.host.kill()
        said = io.StringIO()
        found = []
        with contextlib.redirect_stderr(said):
            asking = threading.Thread(target=lambda: found.append(ws.jobs.list()))
            asking.start()
            until(lambda: "does not answer" in said.getvalue(), "the notice")
            self.host.start()
            asking.join(180)
        self.assertEqual([[]], found)
        self.assertIn("answers again", said.getvalue())

    def test_a_host_that_was_never_there_is_told_soon_with_what_to_do(self):
        place = Place("http://127.0.0.1:9", "t", home="/some/home", told_by="config.json")
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(attune.HostAway) as caught:
            Connection(place, patience=1).get("/version")
        self.assertIn("config.json tells of it", str(caught.exception))
        self.assertIn("attune studio --home /some/home", str(caught.exception))


class Faulty(http.server.BaseHTTPRequestHandler):
    """Breaks as told: a status, or `cut`, which closes the connection in the middle."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.server.calls.append((self.command, self.path, self.headers.get("Authorization")))
        what = self.server.plan.pop(0) if self.server.plan else 200
        if what == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            self.close_connection = True
            return
        body = json.dumps({"error_code": "E", "message": "no"} if what != 200 else {"ok": True}).encode()
        self.send_response(what)
        if what == 302:
            self.send_header("Location", "http://elsewhere.example/")
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET

    def log_message(self, *_):
        pass


class Repeats(unittest.TestCase):
    """By a server that breaks as a host never should."""

    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
        self.server.plan, self.server.calls = [], []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.connection = Connection(Place(f"http://127.0.0.1:{self.server.server_address[1]}", "secret"), patience=60)

    def calls(self, *plan):
        self.server.plan = list(plan)
        return self.server.calls

    def test_what_passes_is_tried_again(self):
        calls = self.calls(503, 500, 429, "cut", 200)
        self.assertEqual({"ok": True}, self.connection.get("/x"))
        self.assertEqual(5, len(calls))

    def test_what_may_have_been_done_is_not_done_twice(self):
        calls = self.calls("cut")
        with self.assertRaisesRegex(attune.HostAway, "Look whether"):
            self.connection.request("POST", "/x", {})
        self.assertEqual(1, len(calls))

    def test_a_post_that_was_not_begun_is_sent_again(self):
        calls = self.calls(503, 200)
        self.connection.request("POST", "/x", {})
        self.assertEqual(2, len(calls))

    def test_a_refusal_is_not_asked_again(self):
        calls = self.calls(400, 200)
        with self.assertRaisesRegex(attune.HostRefusal, "no"):
            self.connection.get("/x")
        self.assertEqual(1, len(calls))

    def test_a_redirect_is_not_followed_and_gets_no_token(self):
        self.calls(302)
        with self.assertRaises(attune.HostRefusal) as caught:
            self.connection.get("/x")
        self.assertEqual(302, caught.exception.status)

    def test_a_file_that_breaks_off_is_fetched_whole_or_not_at_all(self):
        with tempfile.TemporaryDirectory() as folder:
            self.calls("cut", 200)
            target = os.path.join(folder, "deep", "file")
            self.connection.download("/x", target)
            self.assertEqual(["file"], os.listdir(os.path.dirname(target)))
            with open(target) as file:
                self.assertEqual({"ok": True}, json.load(file))

    def test_a_file_that_is_missing_here_is_no_matter_of_patience(self):
        with self.assertRaises(FileNotFoundError):
            self.connection.send("PUT", "/x", file="/no/such/file")


if __name__ == "__main__":
    unittest.main()
