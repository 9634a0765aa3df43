"""Speaks to the kernel message by message. Prints one line of JSON a case: its name, and what went wrong."""

import json
import os
import queue
import signal
import subprocess
import sys
import time

from kernel_peer import PATIENCE, Client, Kernel, check, exists, run_cases, wait_until


def case_kernel_info_says_what_notebooks_need_to_know(kernel):
    client = kernel.client
    info = client.reply(client.client.kernel_info())
    assert info["status"] == "ok" and info["protocol_version"] == "5.4", info
    language = info["language_info"]
    assert (language["name"], language["file_extension"], language["mimetype"], language["pygments_lexer"]) == ("C#", ".cs", "text/x-csharp", "csharp"), language
    assert language["codemirror_mode"] == "text/x-csharp", language
    assert client.control("kernel_info_request")["content"]["banner"] == info["banner"]


def case_an_execution_is_busy_input_outputs_result_idle_and_one_reply(kernel):
    run = kernel.client.execute('Console.Write("a"); 1 + 1')
    assert run.types == ["status", "execute_input", "stream", "execute_result", "status"], run.types
    assert run.only("execute_input")["code"] == 'Console.Write("a"); 1 + 1'
    count = run.only("execute_input")["execution_count"]
    assert run.text == "2" and run.only("execute_result")["execution_count"] == count
    assert run.reply == {"status": "ok", "execution_count": count, "payload": [], "user_expressions": {}}, run.reply
    assert kernel.client.execute("var later = 5;").reply["execution_count"] == count + 1


def case_state_lasts_from_cell_to_cell(kernel):
    kernel.client.execute("var kept = 20; int Twice(int n) => 2 * n;")
    assert kernel.client.execute("Twice(kept) + 2").text == "42"


def case_a_cell_may_begin_with_the_line_that_names_its_language(kernel):
    for line in ("#!csharp\n", "#!csharp\n\n", "#!c#\r\n", "#!C#\n"):
        assert kernel.client.execute(line + "1 + 1").text == "2", line
    assert kernel.client.execute("#!html\n<b>x</b>").only("display_data")["data"]["text/html"] == "<b>x</b>"


def case_another_language_is_refused_as_one(kernel):
    for line in ("#!fsharp", "#!F#", "#!pwsh"):
        assert "this host runs csharp only" in kernel.client.execute(line + "\nlet x = 1").only("error")["evalue"], line


def case_code_runs_as_it_is_written(kernel):
    assert kernel.client.execute('(int)@"a\u2028b"[1]').text == "8232"
    assert kernel.client.execute('"a\fb".Length').text == "3"


def case_console_text_arrives_while_the_cell_runs(kernel):
    arrivals = []
    run = kernel.client.execute(
        'Console.WriteLine("first"); await Task.Delay(1500); Console.Error.WriteLine("second");',
        lambda message: arrivals.append((message["msg_type"], time.time())))
    times = [when for kind, when in arrivals if kind == "stream"]
    assert times[-1] - times[0] > 1, times
    assert run.stdout == "first\n" and run.stderr == "second\n"


def case_many_small_writes_make_few_messages_and_lose_nothing(kernel):
    run = kernel.client.execute('for (int i = 0; i < 20000; i++) Console.Write(i % 10);')
    assert run.stdout == "0123456789" * 2000
    assert len(run.all("stream")) < 200, len(run.all("stream"))


def case_text_comes_before_the_display_that_follows_it(kernel):
    run = kernel.client.execute('Console.Write("one"); display("two"); Console.Write("three"); "four"')
    assert run.bare_types == ["stream", "display_data", "stream", "execute_result"], run.bare_types


def case_a_display_is_updated_by_its_id(kernel):
    run = kernel.client.execute('var shown = display("before"); shown.Update("after");')
    assert run.bare_types == ["display_data", "update_display_data"], run.bare_types
    first, second = run.only("display_data"), run.only("update_display_data")
    assert first["data"] == {"text/plain": "before"} and second["data"] == {"text/plain": "after"}
    assert first["transient"]["display_id"] == second["transient"]["display_id"]
    later = kernel.client.execute('shown.Update("later");')
    assert later.only("update_display_data")["transient"] == first["transient"]


def case_html_comes_with_plain_text(kernel):
    data = kernel.client.execute('new { Name = "x", Size = 3 }').only("execute_result")["data"]
    assert "<table" in data["text/html"] and "Name = x, Size = 3" in data["text/plain"], data
    data = kernel.client.execute('HTML("<b>bold</b>")').only("execute_result")["data"]
    assert data["text/html"] == "<b>bold</b>", data
    data = kernel.client.execute('new[] { (1, "a") }').only("execute_result")["data"]
    assert data["text/plain"] == '[(1, "a")]', data


def case_json_is_displayed_as_json(kernel):
    data = kernel.client.execute('"{\\"a\\": [1]}".Display("application/json");').only("display_data")["data"]
    assert data["application/json"] == {"a": [1]}, data


def case_an_exception_names_cell_and_line(kernel):
    run = kernel.client.execute('var zero = 0;\n\nConsole.WriteLine(1 / zero);')
    count = run.reply["execution_count"]
    assert run.types[-2:] == ["error", "status"], run.types
    error = run.only("error")
    assert error["ename"] == "DivideByZeroException" and "divide by zero" in error["evalue"], error
    assert any(f"cell {count}, line 3" in line for line in error["traceback"]), error
    assert any("\x1b[" in line for line in error["traceback"]), error
    assert any("1 / zero" in line for line in error["traceback"]), error
    assert run.reply["status"] == "error" and all(run.reply[key] == error[key] for key in ("ename", "evalue", "traceback")), run.reply


def case_an_exception_in_a_method_of_an_earlier_cell_names_both(kernel):
    first = kernel.client.execute('void Fail()\n{\n    throw new FormatException("wrong");\n}').reply["execution_count"]
    run = kernel.client.execute('// here\nFail();')
    text = "\n".join(run.only("error")["traceback"])
    assert f"cell {first}, line 3" in text and f"cell {run.reply['execution_count']}, line 2" in text, text


def case_a_compiler_error_names_line_and_column(kernel):
    run = kernel.client.execute('var fine = 1;\nvar wrong = misnamed + 1;')
    error = run.only("error")
    assert error["ename"] == "CS0103" and "misnamed" in error["evalue"], error
    assert any(f"cell {run.reply['execution_count']}, line 2" in line for line in error["traceback"]), error
    line, mark = [line for line in error["traceback"] if "misnamed + 1" in line][0], [line for line in error["traceback"] if "^" in line][0]
    assert mark.replace("\x1b[31m", "").index("^") == line.index("misnamed"), error


def case_silent_execution_shows_nothing_and_counts_nothing(kernel):
    before = kernel.client.execute("1").reply["execution_count"]
    run = kernel.client.execute('Console.WriteLine("unseen"); 5', silent=True)
    assert run.types == ["status", "status"] and run.reply["status"] == "ok", run.types
    assert kernel.client.execute("2", store_history=False).reply["execution_count"] == before
    assert kernel.client.execute("3").reply["execution_count"] == before + 1


def case_user_expressions_are_evaluated_after_the_cell(kernel):
    run = kernel.client.execute("var base_ = 6;", user_expressions={"good": "base_ * 7", "bad": "nothing_there", "rich": "new { A = 1 }"})
    values = run.reply["user_expressions"]
    assert values["good"]["status"] == "ok" and values["good"]["data"] == {"text/plain": "42"}, values
    assert values["bad"]["status"] == "error" and values["bad"]["ename"] == "CS0103", values
    assert "<table" in values["rich"]["data"]["text/html"], values


def case_an_empty_cell_is_fine(kernel):
    before = kernel.client.execute("1").reply["execution_count"]
    run = kernel.client.execute("  \n")
    assert run.reply["status"] == "ok" and run.reply["execution_count"] == before, run.reply


def case_a_failure_aborts_what_waits_behind_it(kernel):
    client = kernel.client
    requests = [client.client.execute(code, allow_stdin=False) for code in ('await Task.Delay(500); throw new Exception("stop");', "1", "2")]
    runs = [client.collect(request) for request in requests]
    assert [run.reply["status"] for run in runs] == ["error", "aborted", "aborted"], [run.reply for run in runs]
    assert runs[1].types == ["status", "status"], runs[1].types
    assert client.execute("3").text == "3"


def case_a_failure_aborts_nothing_where_the_client_says_so(kernel):
    client = kernel.client
    requests = [client.client.execute(code, allow_stdin=False, stop_on_error=False) for code in ('await Task.Delay(300); throw new Exception("go on");', "1")]
    assert [client.collect(request).reply["status"] for request in requests] == ["error", "ok"]


def case_completion_knows_the_variables_of_earlier_cells(kernel):
    kernel.client.execute("var builder = new StringBuilder(); record Fruit(string Colour, int Seeds); var apple = new Fruit(\"red\", 5);")
    reply = kernel.client.complete("var n = builder.Appen")
    assert "Append" in reply["matches"] and "AppendLine" in reply["matches"], reply
    assert (reply["cursor_start"], reply["cursor_end"]) == (16, 21), reply
    assert {"Colour", "Seeds"} <= set(kernel.client.complete("apple.")["matches"])
    types = kernel.client.complete("apple.Col")["metadata"]["_jupyter_types_experimental"]
    assert types[0]["text"] == "Colour" and types[0]["type"] == "property", types
    assert "builder" in kernel.client.complete("buil")["matches"]
    assert "Console" in kernel.client.complete("#!import x.dib\nCons")["matches"]
    assert kernel.client.complete("builder.Qqq")["matches"] == []


def case_completion_counts_positions_in_code_points(kernel):
    kernel.client.execute("var word = \"x\";")
    code = 'var icon = "\U0001F34E\U0001F34E"; word.Subst'
    reply = kernel.client.complete(code, len(code))
    assert reply["matches"] == ["Substring"], reply
    assert (reply["cursor_start"], reply["cursor_end"]) == (code.index("Subst"), len(code)), reply
    middle = kernel.client.complete(code + "ring(1); // \U0001F34E", len(code))
    assert middle["cursor_start"] == code.index("Subst"), middle


def case_inspection_shows_signature_and_documentation(kernel):
    reply = kernel.client.inspect("Console.WriteLine", 10)
    assert reply["found"] and "void Console.WriteLine" in reply["data"]["text/plain"] and "<pre>" in reply["data"]["text/html"], reply
    called = kernel.client.inspect("Math.Max(1, ")["data"]["text/plain"]
    assert "Math.Max(" in called and "overloads" in called, called
    assert not kernel.client.inspect("   ", 1)["found"]
    assert kernel.client.inspect("nothing_there", 3)["data"] == {}


def case_inspection_in_detail_shows_the_code_of_a_cell(kernel):
    kernel.client.execute("/// <summary>Adds one.</summary>\n/// <param name=\"n\">The number.</param>\nint Next(int n) => n + 1;")
    short, long = kernel.client.inspect("Next(3)", 2), kernel.client.inspect("Next(3)", 2, detail=1)
    assert "Next(int n)" in short["data"]["text/plain"] and "=> n + 1" not in short["data"]["text/plain"], short
    assert "=> n + 1" in long["data"]["text/plain"], long


def case_code_is_complete_incomplete_or_invalid(kernel):
    client = kernel.client
    expected = {"1 + 1": "complete", "var x = 1;": "complete", "if (true)\n{": "incomplete", "int F(": "incomplete", "var x = );": "invalid", "#!import a.dib": "complete"}
    for code, status in expected.items():
        reply = client.reply(client.client.is_complete(code))
        assert reply["status"] == status, (code, reply)
    assert client.reply(client.client.is_complete("if (true)\n{"))["indent"] == "    "


def case_history_by_tail_range_and_search(kernel):
    client = kernel.client
    start = client.execute("var first_of_history = 1;").reply["execution_count"]
    client.execute("first_of_history + 1")
    client.execute("first_of_history + 1")

    def history(**arguments):
        return client.reply(client.client.history(**arguments))["history"]

    assert [entry[2] for entry in history(hist_access_type="tail", n=2)] == ["first_of_history + 1"] * 2
    session, line, source = history(hist_access_type="tail", n=3)[0]
    assert (line, source) == (start, "var first_of_history = 1;") and session >= 1
    ranged = history(hist_access_type="range", session=0, start=start, stop=start + 2, output=True)
    assert [entry[1:] for entry in ranged] == [[start, ["var first_of_history = 1;", None]], [start + 1, ["first_of_history + 1", "2"]]], ranged
    assert len(history(hist_access_type="search", pattern="*of_history + ?", n=10)) == 2
    assert len(history(hist_access_type="search", pattern="*of_history + ?", n=10, unique=True)) == 1


def case_there_are_no_comms_and_one_that_is_opened_is_closed(kernel):
    client = kernel.client
    assert client.reply(client.client.comm_info())["comms"] == {}
    message = client.client.session.msg("comm_open", {"comm_id": "c-1", "target_name": "widget", "data": {}})
    client.client.shell_channel.send(message)
    seen = []
    while not seen or seen[-1]["content"].get("execution_state") != "idle":
        seen.append(check(client.client.get_iopub_msg(timeout=PATIENCE)))
        if seen[-1]["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            seen.pop()
    assert [part["msg_type"] for part in seen] == ["status", "comm_close", "status"] and seen[1]["content"]["comm_id"] == "c-1", seen


def case_there_is_no_debugger_and_the_kernel_says_so(kernel):
    content = kernel.client.control("debug_request", {"type": "request", "seq": 3, "command": "initialize", "arguments": {}})["content"]
    assert content["success"] is False and content["request_seq"] == 3 and "no debugger" in content["message"], content


def case_the_heartbeat_beats(kernel):
    channel = kernel.client.client.hb_channel
    channel.unpause()
    time.sleep(1.5)
    assert channel.is_beating()


def case_messages_that_are_malformed_or_forged_are_dropped_with_a_line_in_the_log(kernel):
    session = kernel.client.client.session
    socket = kernel.raw_shell()
    message = session.msg("kernel_info_request", {})
    good = session.serialize(message)  # delimiter, signature, header, parent header, metadata, content
    forged = list(good)
    forged[1] = b"0" * 64
    altered = list(good)
    altered[5] = b'{"code": "Environment.Exit(1)"}'
    unsigned = list(good)
    unsigned[1] = b""

    def signed(*frames):
        return [good[0], session.sign(list(frames)), *frames]

    for frames, reason in (
        (forged, "its signature is wrong"),
        (altered, "its signature is wrong"),
        (unsigned, "it is not signed"),
        (good[:3], "frames after the delimiter"),
        ([b"nonsense"], "it has no delimiter"),
        ([b""], "it has no delimiter"),
        (signed(b"{not json", b"{}", b"{}", b"{}"), "its header is no JSON object"),
        (signed(b"[]", b"{}", b"{}", b"{}"), "its header is no JSON object"),
        (signed(b'{"msg_id": "1"}', b"{}", b"{}", b"{}"), "its header has no text msg_type"),
        (signed(b'{"msg_id": 1, "msg_type": "x"}', b"{}", b"{}", b"{}"), "its header has no text msg_id"),
        (signed(good[2], b"{}", b"{}", b'\xff\xfe'), "its content is no JSON object"),
        (signed(good[2], b"{}", b"{}", b'{"code": 1, "code": 2}'), "its content is no JSON object"),
    ):
        before = kernel.stderr().count(reason)
        socket.send_multipart(frames)
        wait_until(lambda: kernel.stderr().count(reason) > before, reason, 10)

    socket.send_multipart(good)
    assert socket.poll(10_000), "the message in order is answered"
    socket.recv_multipart()
    socket.send_multipart(good)
    kernel.wait_for_log("it was received before")
    assert not socket.poll(500), "the same message again is not"

    odd = session.msg("make_coffee_request", {})
    socket.send_multipart(session.serialize(odd))
    kernel.wait_for_log("unknown type 'make_coffee_request'")
    no_code = session.msg("execute_request", {"code": 5})
    socket.send_multipart(session.serialize(no_code))
    assert socket.poll(10_000)
    assert b'"error"' in b"".join(socket.recv_multipart())
    socket.close()
    assert kernel.client.execute("1").text == "1"


def case_a_cell_that_waits_is_interrupted_and_the_state_stays(kernel):
    client = kernel.client
    client.execute("var kept_through = 11;")
    request = client.client.execute("Console.WriteLine(1); await Task.Delay(-1);", allow_stdin=False)
    client.wait_for_stream()
    start = time.time()
    client.interrupt()
    run = client.collect_rest(request)
    assert run.reply["status"] == "error" and run.reply["ename"] == "OperationCanceledException", run.reply
    assert time.time() - start < 2, time.time() - start
    assert client.execute("kept_through").text == "11"


def case_a_cell_that_heeds_its_token_is_interrupted_at_once(kernel):
    client = kernel.client
    client.execute("var kept_too = 12; var cancellation = ((Func<System.Threading.CancellationToken>)AppDomain.CurrentDomain.GetData(\"notebook.cancellation\"));")
    request = client.client.execute("Console.WriteLine(1);\nwhile (true) cancellation().ThrowIfCancellationRequested();", allow_stdin=False)
    client.wait_for_stream()
    start = time.time()
    client.interrupt()
    run = client.collect_rest(request)
    assert run.reply["ename"] == "OperationCanceledException" and time.time() - start < 1, run.reply
    assert any(f"cell {run.reply['execution_count']}, line 2" in line for line in run.reply["traceback"]), run.reply
    assert client.execute("kept_too").text == "12"


def case_a_cell_that_will_not_stop_is_ended_and_the_kernel_says_so_and_goes_on(kernel):
    for code in ("Console.WriteLine(1); while (true) { }", "Console.WriteLine(1); await Task.Run(() => { while (true) { } });"):
        client = kernel.client
        client.execute("var lost = 1;")
        sessions = client.reply(client.client.history(hist_access_type="tail", n=1))["history"][0][0]
        request = client.client.execute(code, allow_stdin=False)
        client.wait_for_stream()
        start = time.time()
        client.interrupt()
        run = client.collect_rest(request)
        assert run.reply["status"] == "error" and "state of the notebook is lost" in run.reply["evalue"], run.reply
        assert run.only("error")["evalue"] == run.reply["evalue"]
        assert time.time() - start < 10, time.time() - start
        assert client.execute("1 + 2").text == "3"
        assert client.execute("lost").reply["ename"] == "CS0103"
        last = client.reply(client.client.history(hist_access_type="tail", n=1))["history"][0]
        assert last[0] == sessions + 1, (sessions, last)
        before = client.reply(client.client.history(hist_access_type="range", session=-1, start=0))["history"]
        assert before[-1][2] == code, before


def case_an_interrupt_without_a_cell_does_nothing(kernel):
    kernel.client.interrupt()
    assert kernel.client.execute("4").text == "4"


def case_an_interrupt_aborts_what_waits_behind_the_cell(kernel):
    client = kernel.client
    first = client.client.execute("Console.WriteLine(1); await Task.Delay(-1);", allow_stdin=False)
    second = client.client.execute("2", allow_stdin=False)
    client.wait_for_stream()
    client.interrupt()
    assert client.collect_rest(first).reply["status"] == "error"
    assert client.collect(second).reply["status"] == "aborted"


def case_a_crash_ends_the_cell_and_not_the_kernel(kernel):
    for code, reason in (
        ('Console.WriteLine("last words"); Environment.FailFast("no way on");', "no way on"),
        ("int Deep(int n) => Deep(n + 1) + 1; Deep(0)", "Stack overflow"),
        ("Environment.Exit(3);", "exit code 3"),
    ):
        run = kernel.client.execute(code)
        error = run.only("error")
        assert "state of the notebook is gone" in error["evalue"] and "again" in error["evalue"], error
        assert any(reason in line for line in [error["evalue"], *error["traceback"]]), error
        assert kernel.client.execute("1 + 1").text == "2"


def case_a_process_that_ends_between_two_cells_is_replaced(kernel):
    kernel.client.execute("1")
    os.kill(kernel.worker_pid(), signal.SIGKILL)
    time.sleep(1.5)
    run = kernel.client.execute("5")
    assert run.text == "5" and "state of the notebook is lost" in run.stderr, run.stderr


def case_a_cell_reads_lines_from_the_client_that_runs_it(kernel):
    client = kernel.client
    request = client.client.execute('Console.Write("Name: "); var name = Console.ReadLine(); var more = Console.In.ReadLine(); name + more', allow_stdin=True)
    for answer in ("Ada", " L."):
        question = check(client.client.get_stdin_msg(timeout=PATIENCE))
        assert question["msg_type"] == "input_request" and question["parent_header"]["msg_id"] == request, question
        client.client.input(answer)
    run = client.collect(request)
    assert run.text == "Ada L." and run.stdout == "Name: ", run.types


def case_a_cell_that_reads_where_nobody_answers_fails_and_says_why(kernel):
    run = kernel.client.execute("Console.ReadLine()", allow_stdin=False)
    assert run.reply["status"] == "error" and "allow_stdin" in run.reply["evalue"], run.reply


def case_a_cell_that_waits_for_a_line_can_be_interrupted(kernel):
    client = kernel.client
    request = client.client.execute("Console.ReadLine()", allow_stdin=True)
    check(client.client.get_stdin_msg(timeout=PATIENCE))
    client.interrupt()
    assert client.collect(request).reply["ename"] == "OperationCanceledException"
    # The answer that comes too late is nobody's.
    client.client.input("late")
    second = client.client.execute("Console.ReadLine()", allow_stdin=True)
    check(client.client.get_stdin_msg(timeout=PATIENCE))
    client.client.input("in time")
    assert client.collect(second).text == "in time"


def case_two_clients_share_the_state_and_each_gets_its_own_replies(kernel):
    other = kernel.another_client()
    mine = kernel.client.client.execute("var shared_state = 7; Console.WriteLine(1); await Task.Delay(300);", allow_stdin=False)
    kernel.client.wait_for_stream()
    theirs = other.client.execute("shared_state + 1", allow_stdin=False)
    first, second = kernel.client.collect_rest(mine), other.collect(theirs)
    assert first.reply["status"] == "ok" and second.text == "8", second.types
    # What one client runs, the other sees, under the header of the one that asked.
    seen = []
    while not seen or seen[-1]["content"].get("execution_state") != "idle":
        message = check(kernel.client.client.get_iopub_msg(timeout=PATIENCE))
        if message["parent_header"].get("msg_id") == theirs:
            seen.append(message)
    assert [message["msg_type"] for message in seen] == ["status", "execute_input", "execute_result", "status"], seen
    question = other.client.execute("Console.ReadLine()", allow_stdin=True)
    check(other.client.get_stdin_msg(timeout=PATIENCE))
    try:
        raise AssertionError(f"only the client whose cell it is is asked: {kernel.client.client.get_stdin_msg(timeout=0.3)}")
    except queue.Empty:
        pass
    other.client.input("theirs")
    assert other.collect(question).text == "theirs"
    other.close()


def case_a_signal_to_interrupt_does_not_end_the_kernel(kernel):
    client = kernel.client
    client.execute("var through_signal = 1;")
    request = client.client.execute("Console.WriteLine(1); await Task.Delay(-1);", allow_stdin=False)
    client.wait_for_stream()
    os.killpg(os.getpgid(kernel.pid), signal.SIGINT)
    assert client.collect_rest(request).reply["ename"] == "OperationCanceledException"
    assert client.execute("through_signal").text == "1"


def case_long_text_and_odd_characters_pass_unharmed(kernel):
    text = "\U0001F34E é \u2028 <b>&amp;</b> \t" * 1000
    run = kernel.client.execute(f"var odd = {json.dumps(text)}; odd")
    assert run.text == text


def case_shutdown_is_confirmed_and_ends_kernel_and_cells(_):
    kernel = Kernel()
    pid, worker = kernel.pid, kernel.worker_pid()
    kernel.client.client.execute("while (true) { }", allow_stdin=False)
    time.sleep(0.5)
    reply = kernel.client.control("shutdown_request", {"restart": False})["content"]
    assert reply == {"status": "ok", "restart": False}, reply
    kernel.manager.provisioner.process.wait(timeout=15)
    wait_until(lambda: not exists(pid) and not exists(worker), "the end of both processes")
    kernel.close()


def case_a_restart_gives_a_fresh_state(_):
    kernel = Kernel()
    kernel.client.execute("var gone = 1;")
    kernel.manager.restart_kernel()
    kernel.client.client.wait_for_ready(timeout=PATIENCE)
    run = kernel.client.execute("gone")
    assert run.reply["ename"] == "CS0103" and run.reply["execution_count"] == 1, run.reply
    kernel.close()


def case_the_kernel_ends_with_the_process_that_started_it(_):
    script = "import sys; sys.path.insert(0, sys.argv[1]); from kernel_peer import Kernel; k = Kernel(); print(k.pid, k.worker_pid(), flush=True); import time; time.sleep(600)"
    parent = subprocess.Popen([sys.executable, "-c", script, os.path.dirname(__file__)], stdout=subprocess.PIPE, text=True)
    kernel, worker = (int(pid) for pid in parent.stdout.readline().split())
    assert exists(kernel) and exists(worker)
    parent.kill()
    parent.wait()
    wait_until(lambda: not exists(kernel) and not exists(worker), "the end of the orphans")


def case_an_unsigned_connection_is_served(_):
    kernel = Kernel(key=b"")
    assert kernel.client.execute("6").text == "6"
    kernel.close()


run_cases(globals())
