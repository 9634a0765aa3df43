"""A client of the kernel over Jupyter's own jupyter_client, which checks every message that it receives."""

import contextlib
import json
import os
import sys
import tempfile
import time
import traceback

import zmq
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

PATIENCE = 90

# What each message must hold, and of which type, as the protocol's documentation lists it.
SCHEMA = {
    "kernel_info_reply": {"status": str, "protocol_version": str, "implementation": str, "implementation_version": str, "language_info": dict, "banner": str, "help_links": list},
    "execute_reply": {"status": str, "execution_count": int},
    "execute_input": {"code": str, "execution_count": int},
    "execute_result": {"execution_count": int, "data": dict, "metadata": dict},
    "display_data": {"data": dict, "metadata": dict, "transient": dict},
    "update_display_data": {"data": dict, "metadata": dict, "transient": dict},
    "stream": {"name": str, "text": str},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "status": {"execution_state": str},
    "complete_reply": {"status": str, "matches": list, "cursor_start": int, "cursor_end": int, "metadata": dict},
    "inspect_reply": {"status": str, "found": bool, "data": dict, "metadata": dict},
    "is_complete_reply": {"status": str},
    "history_reply": {"status": str, "history": list},
    "comm_info_reply": {"status": str, "comms": dict},
    "comm_close": {"comm_id": str, "data": dict},
    "interrupt_reply": {"status": str},
    "shutdown_reply": {"status": str, "restart": bool},
    "debug_reply": {"success": bool, "message": str},
    "input_request": {"prompt": str, "password": bool},
}


def check(message):
    """Raises unless a message is as the protocol says."""
    header, content, kind = message["header"], message["content"], message["header"]["msg_type"]
    for field in ("msg_id", "session", "username", "msg_type", "version", "date"):
        assert header.get(field), f"{kind} has no {field} in its header"
    assert header["version"] == "5.4", header["version"]
    assert kind in SCHEMA, f"a message of unknown type {kind}"
    for field, expected in SCHEMA[kind].items():
        assert isinstance(content.get(field), expected), f"{kind}.{field} is {content.get(field)!r}"
    if kind == "execute_reply" and content["status"] == "ok":
        assert isinstance(content["user_expressions"], dict) and content["payload"] == [], content
    if kind in ("execute_result", "display_data", "update_display_data"):
        assert all(isinstance(text, str) for mime, text in content["data"].items() if "json" not in mime), content["data"]
    if kind.endswith("display_data"):
        assert content["transient"].get("display_id"), content["transient"]
    if kind == "stream":
        assert content["name"] in ("stdout", "stderr") and content["text"], content
    return message


class Run:
    """What one execution led to."""

    def __init__(self, messages, reply):
        self.messages = messages
        self.reply = reply

    @property
    def types(self):
        return [message["msg_type"] for message in self.messages]

    @property
    def bare_types(self):
        """Without the status messages and the echo of the input, which every execution has."""
        return [kind for kind in self.types if kind not in ("status", "execute_input")]

    def all(self, kind):
        return [message["content"] for message in self.messages if message["msg_type"] == kind]

    def only(self, kind):
        (content,) = self.all(kind)
        return content

    @property
    def stdout(self):
        return "".join(content["text"] for content in self.all("stream") if content["name"] == "stdout")

    @property
    def stderr(self):
        return "".join(content["text"] for content in self.all("stream") if content["name"] == "stderr")

    @property
    def text(self):
        return self.only("execute_result")["data"]["text/plain"]


class Client:
    """One front end."""

    def __init__(self, client):
        self.client = client
        self.client.start_channels()

        # wait_for_ready asks again each second and takes the first answer: where the kernel starts slowly, the others come later.
        self.early = set()
        ask = client.kernel_info

        def ask_early():
            self.early.add(ask())

        client.kernel_info = ask_early
        self.client.wait_for_ready(timeout=PATIENCE)
        client.kernel_info = ask

    def execute(self, code, on_message=None, **options):
        """Runs a cell and reads all that it leads to, from busy to idle and the reply."""
        options.setdefault("allow_stdin", False)
        request = self.client.execute(code, **options)
        return self.collect(request, on_message)

    def collect(self, request, on_message=None):
        messages = []
        while True:
            message = check(self.client.get_iopub_msg(timeout=PATIENCE))
            if message["parent_header"].get("msg_id") != request:
                continue
            messages.append(message)
            if on_message:
                on_message(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        states = [message["content"]["execution_state"] for message in messages if message["msg_type"] == "status"]
        assert states == ["busy", "idle"], states
        assert messages[0]["msg_type"] == "status", [message["msg_type"] for message in messages]
        return Run(messages, self.reply(request))

    def wait_for_stream(self):
        """Reads until the running cell has printed something."""
        self.pending = []
        while not self.pending or self.pending[-1]["msg_type"] != "stream":
            self.pending.append(check(self.client.get_iopub_msg(timeout=PATIENCE)))

    def collect_rest(self, request):
        """Like collect, after wait_for_stream."""
        messages = [message for message in self.pending if message["parent_header"].get("msg_id") == request]
        while True:
            message = check(self.client.get_iopub_msg(timeout=PATIENCE))
            if message["parent_header"].get("msg_id") == request:
                messages.append(message)
                if message["content"].get("execution_state") == "idle":
                    return Run(messages, self.reply(request))

    def reply(self, request):
        message = check(self.client.get_shell_msg(timeout=PATIENCE))
        while message["parent_header"]["msg_id"] in self.early:
            message = check(self.client.get_shell_msg(timeout=PATIENCE))
        assert message["parent_header"]["msg_id"] == request, message
        return message["content"]

    def control(self, kind, content=None):
        """Asks on control, and reads the reply and the status messages around it."""
        message = self.client.session.msg(kind, content or {})
        self.client.control_channel.send(message)
        reply = check(self.client.get_control_msg(timeout=PATIENCE))
        assert reply["parent_header"]["msg_id"] == message["header"]["msg_id"], reply
        return reply

    def interrupt(self):
        assert self.control("interrupt_request")["content"]["status"] == "ok"

    def complete(self, code, position=None):
        return self.reply(self.client.complete(code, position))

    def inspect(self, code, position=None, detail=0):
        return self.reply(self.client.inspect(code, position, detail))

    def close(self):
        self.client.stop_channels()


class Kernel:
    """A running kernel with one client."""

    def __init__(self, name=".net-csharp", folder=None, key=None):
        self.scratch = tempfile.TemporaryDirectory(prefix="kernel-peer-")
        self.folder = self.scratch.name
        self.log = open(os.path.join(self.folder, "stderr.txt"), "w+")
        self.manager = KernelManager(kernel_name=name)
        if key is not None:
            self.manager.session.key = key
        self.manager.start_kernel(stderr=self.log, cwd=folder or self.folder)
        self.client = Client(self.manager.client())

    def another_client(self):
        """A second front end, with a session of its own."""
        client = BlockingKernelClient()
        client.load_connection_info(self.manager.get_connection_info())
        return Client(client)

    def stderr(self):
        with open(self.log.name) as log:
            return log.read()

    def wait_for_log(self, text):
        end = time.time() + 10
        while text not in self.stderr():
            assert time.time() < end, f"no '{text}' in the log:\n{self.stderr()}"
            time.sleep(0.05)

    @property
    def pid(self):
        provider = self.manager.provisioner
        return provider.pid

    def worker_pid(self):
        """The process of the cells: the kernel's child."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children") as children:
            found = children.read().split()
        if not found:
            # Children belong to the thread that started them.
            for task in os.listdir(f"/proc/{self.pid}/task"):
                with open(f"/proc/{self.pid}/task/{task}/children") as children:
                    found += children.read().split()
        (pid,) = [int(pid) for pid in found]
        return pid

    def raw_shell(self):
        """A socket that sends whatever it likes to the shell channel."""
        info = self.manager.get_connection_info()
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")
        socket.linger = 1000
        return socket

    def close(self):
        self.client.close()
        with contextlib.suppress(Exception):
            self.manager.shutdown_kernel(now=True)
        self.log.close()
        self.scratch.cleanup()


def wait_until(condition, what, patience=30):
    end = time.time() + patience
    while not condition():
        assert time.time() < end, f"{what} did not come about within {patience} s"
        time.sleep(0.05)


def exists(pid):
    """Whether a process lives; one that nobody has asked for its end does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


def run_cases(names, start=Kernel):
    """Runs the functions that are called case_..., and prints a line of JSON for each: its name, and what went wrong."""
    cases = [(name, case) for name, case in names.items() if name.startswith("case_") and (len(sys.argv) < 2 or sys.argv[1] in name)]
    kernel = None
    for name, case in cases:
        began = time.time()
        try:
            # Whatever a case does to the kernel, it serves the next one.
            kernel = kernel or start()
            case(kernel)
            problem = None
        except BaseException:
            problem = traceback.format_exc(limit=4) + (f"\nlog of the kernel:\n{kernel.stderr()[-2000:]}" if kernel else "")
            if kernel:
                kernel.close()
                kernel = None
        print(json.dumps({"case": name, "problem": problem, "seconds": round(time.time() - began, 2)}), flush=True)
    if kernel:
        kernel.close()
