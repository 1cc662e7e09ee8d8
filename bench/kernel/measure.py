"""Times and memory of the C# kernel, as a front end sees them. Started by `measure`, which names the kernel to Jupyter."""

import argparse
import os
import statistics
import time

from jupyter_client.manager import KernelManager

LIMIT = 180


class Front:
    """A kernel and the client's side of it."""

    def __init__(self):
        self.began = time.monotonic()
        self.manager = KernelManager(kernel_name="attune-csharp")
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()

    def send(self, code):
        return self.client.execute(code, allow_stdin=False)

    def published(self, request):
        while True:
            message = self.client.get_iopub_msg(timeout=LIMIT)
            if message["parent_header"].get("msg_id") == request:
                return message

    def until_idle(self, request):
        while True:
            message = self.published(request)
            if message["content"].get("execution_state") == "idle":
                return

    def until_printed(self, request):
        while self.published(request)["msg_type"] != "stream":
            pass

    def run(self, code):
        began = time.monotonic()
        self.until_idle(self.send(code))
        return time.monotonic() - began

    def complete(self, code):
        began = time.monotonic()
        request = self.client.complete(code)
        while self.client.get_shell_msg(timeout=LIMIT)["parent_header"].get("msg_id") != request:
            pass
        return time.monotonic() - began

    def memory(self):
        with open(f"/proc/{self.manager.provisioner.process.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


ENDLESS = {
    "busy loop": "while (true) { }",
    "sleep": "Thread.Sleep(Timeout.Infinite);",
    "await": "await Task.Delay(Timeout.Infinite);",
    "loop that prints": 'while (true) Console.Write("more ");',
}


def say(what, values, unit, scale):
    values = sorted(value * scale for value in values)
    print(
        f"{what:<42} median {statistics.median(values):8.1f} {unit}   "
        f"worst {values[-1]:8.1f} {unit}   of {len(values)}",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--interrupts", type=int, default=11)
    options = parser.parse_args()
    print(f"load averages {os.getloadavg()}, {os.cpu_count()} processors", flush=True)

    ready, first = [], []
    for _ in range(options.starts):
        front = Front()
        front.client.wait_for_ready(timeout=LIMIT)
        ready.append(time.monotonic() - front.began)
        front.run("1 + 1")
        first.append(time.monotonic() - front.began)
        front.close()
    say("start to ready", ready, "s", 1)
    say("start to the end of the first cell", first, "s", 1)

    front = Front()
    front.client.wait_for_ready(timeout=LIMIT)
    front.run("1 + 1")
    print(f"memory after the first cell {front.memory():.0f} MB", flush=True)
    cells = [
        front.run(f'var value{n} = {n}; Console.WriteLine($"value {{value{n} + 1}}");')
        for n in range(options.cells)
    ]
    say("a simple cell, after the first ten", cells[10:], "ms", 1000)
    print(f"memory after {options.cells} cells {front.memory():.0f} MB", flush=True)
    say("first completion", [front.complete("Console.Wri")], "ms", 1000)
    say("later completions", [front.complete(f"value{n % 9}.To") for n in range(11)], "ms", 1000)
    print(f"memory after completions too {front.memory():.0f} MB", flush=True)

    for name, code in ENDLESS.items():
        times = []
        for n in range(options.interrupts):
            request = front.send(f'Console.WriteLine("begun"); {code}')
            front.until_printed(request)
            began = time.monotonic()
            front.manager.interrupt_kernel()
            front.until_idle(request)
            times.append(time.monotonic() - began)
        say(f"interrupt of a {name}", times, "ms", 1000)
    print(f"state is kept: value1 + 1 in {front.run('value1 + 1') * 1000:.0f} ms")
    front.close()
    print(f"load averages {os.getloadavg()}")


main()
