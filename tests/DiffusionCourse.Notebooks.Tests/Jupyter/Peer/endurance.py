"""Runs a thousand cells and prints, as JSON, what the kernel and the process of its cells hold before and after."""

import json
import os
import sys
import time

from kernel_peer import Kernel

WARM_UP = 50


def held(pid):
    """Memory in MiB, and open handles."""
    with open(f"/proc/{pid}/status") as status:
        (resident,) = [int(line.split()[1]) for line in status if line.startswith("VmRSS")]
    return {"memory": resident / 1024, "handles": len(os.listdir(f"/proc/{pid}/fd")), "threads": len(os.listdir(f"/proc/{pid}/task"))}


def run(kernel, count):
    for number in range(count):
        result = kernel.client.execute(f'var value = {number}; Console.WriteLine(value); display(value); value + 1')
        assert result.text == str(number + 1) and result.stdout == f"{number}\n", result.types


kernel = Kernel()
executions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
run(kernel, WARM_UP)
before = {"kernel": held(kernel.pid), "cells": held(kernel.worker_pid())}
start = time.time()
run(kernel, executions)
seconds = time.time() - start
time.sleep(1)
after = {"kernel": held(kernel.pid), "cells": held(kernel.worker_pid())}
kernel.client.complete("val", 3)
print(json.dumps({"executions": executions, "seconds": seconds, "before": before, "after": after}))
kernel.close()
