"""The course's library in the kernel: what completion and inspection say of it, how it shows, how a long generation is stopped."""

import os
import time

from kernel_peer import Kernel, run_cases

ROOT = os.environ["COURSE_ROOT"]


def start():
    kernel = Kernel(folder=os.path.join(ROOT, "notebooks"))
    run = kernel.client.execute("#!import ../artifacts/course/setup.dib")
    assert run.reply["status"] == "ok", run.reply
    run = kernel.client.execute('var pipeline = await StableDiffusionPipeline.LoadAsync("emoji-128");\nvar request = new GenerationRequest("a red apple, flat style, blue background") { Steps = 3, GuidanceScale = 3, Seed = 42 };')
    assert run.reply["status"] == "ok", run.reply
    return kernel


def case_completion_lists_the_librarys_members(kernel):
    assert {"GenerateAsync", "SweepAsync", "DenoiseAsync"} <= set(kernel.client.complete("pipeline.")["matches"])
    reply = kernel.client.complete("await pipeline.Gen")
    assert reply["matches"][0] == "GenerateAsync" and (reply["cursor_start"], reply["cursor_end"]) == (15, 18), reply
    assert "GuidanceScale" in kernel.client.complete("var other = request with { Gui")["matches"]
    assert "ScaledLinear" in kernel.client.complete("NoiseSchedule.Sca")["matches"]


def case_inspection_shows_the_librarys_documentation(kernel):
    for code, text in (
        ("pipeline.GenerateAsync(request", "GenerateAsync"),
        ("NoiseSchedule.ScaledLinear", "ScaledLinear"),
        ("request.GuidanceScale", "GuidanceScale"),
    ):
        data = kernel.client.inspect(code, code.index(text) + 3)["data"]
        signature, _, documentation = data["text/plain"].partition("\n\n")
        assert text in signature and len(documentation.strip()) > 20, data
        assert "<pre>" in data["text/html"] and "<p" in data["text/html"], data
    inside = kernel.client.inspect("await pipeline.GenerateAsync(")["data"]["text/plain"]
    assert "GenerateAsync" in inside and "request:" in inside, inside
    detailed = kernel.client.inspect("pipeline.GenerateAsync", 12, detail=1)["data"]["text/plain"]
    assert len(detailed) > len(kernel.client.inspect("pipeline.GenerateAsync", 12)["data"]["text/plain"]), detailed


def case_a_picture_shows_as_html_and_as_text(kernel):
    run = kernel.client.execute("await pipeline.GenerateAsync(request)")
    data = run.only("execute_result")["data"]
    assert "data:image/png;base64," in data["text/html"] and data["text/plain"] and "<" not in data["text/plain"], data["text/plain"]
    displays = [content["transient"]["display_id"] for content in run.all("display_data")]
    updates = {content["transient"]["display_id"] for content in run.all("update_display_data")}
    assert updates <= set(displays), "progress is one display, updated"


def case_a_chart_brings_plotly_along_once(kernel):
    setup = kernel.client.execute("Course.CheckSetup()").only("execute_result")["data"]
    assert "data-once" not in setup["text/html"] and "ONNX Runtime" in setup["text/plain"], setup["text/plain"]
    chart = "NoiseCharts.AlphasCumprod((\"linear\", NoiseSchedule.Linear().AlphasCumprod))"
    first, second = (kernel.client.execute(chart).only("execute_result")["data"]["text/html"] for _ in range(2))
    assert "drawFigure" in first and "data-once" in first
    assert "drawFigure" in second and "data-once" not in second and len(second) < 1_000_000


def case_a_generation_in_native_code_is_interrupted_and_the_state_stays(kernel):
    client = kernel.client
    request = client.client.execute('Console.WriteLine("drawing");\nawait pipeline.GenerateAsync(request with { Steps = 900 })', allow_stdin=False)
    client.wait_for_stream()
    time.sleep(0.7)
    began = time.time()
    client.interrupt()
    run = client.collect_rest(request)
    assert time.time() - began < 2, time.time() - began
    assert run.reply["status"] == "error" and "Cancel" in run.reply["ename"], run.reply
    assert any(f"cell {run.reply['execution_count']}, line 2" in line for line in run.reply["traceback"]), run.reply
    again = client.execute("(await pipeline.GenerateAsync(request)).Request.Steps")
    assert again.text == "3", again.reply


run_cases(globals(), start)
