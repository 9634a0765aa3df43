"""Measures the installed kernel: from its start to the first result, a trivial cell after that, and a completion.

    course kernel install && python3 startup.py [ROUNDS]
"""

import statistics
import sys
import time

from kernel_peer import Kernel


def milliseconds(action, *arguments):
    start = time.perf_counter()
    action(*arguments)
    return 1000 * (time.perf_counter() - start)


first, trivial, completion = [], [], []
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5):
    start = time.perf_counter()
    kernel = Kernel()
    assert kernel.client.execute("1 + 1").text == "2"
    first.append(1000 * (time.perf_counter() - start))
    for number in range(20):
        kernel.client.execute(f"{number} + 1")
    trivial += [milliseconds(kernel.client.execute, f"{number} + 2") for number in range(20)]
    kernel.client.complete("Console.")
    completion.append(milliseconds(kernel.client.complete, "Console.Wri"))
    kernel.close()

for name, times in (("start to first result", first), ("a trivial cell", trivial), ("a completion", completion)):
    print(f"{name}: median {statistics.median(times):.0f} ms, least {min(times):.0f} ms, most {max(times):.0f} ms, {len(times)} times")
