using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Serving;

namespace DiffusionCourse.Notebooks.Tests.Serving;

/// <summary>An editor: a server in a process of its own, and what it has said so far.</summary>
internal sealed class EditorPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _server;
    private readonly Task _reading;
    private readonly BlockingCollection<JsonObject> _received = [];
    private int _id;

    public EditorPeer()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(NotebookServer).Assembly.Location, NotebookServer.Verb]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _server = Process.Start(start)!;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Send(string type, JsonObject? members = null)
    {
        members ??= [];
        members["type"] = type;
        members["id"] = ++_id;
        SendLine(members.ToJsonString());
        return _id;
    }

    public void SendLine(string line)
    {
        _server.StandardInput.WriteLine(line);
        _server.StandardInput.Flush();
    }

    public int Run(string code, string place = "cell 1") => Send("run", new() { ["code"] = code, ["place"] = place });

    /// <summary>Runs a cell to its end.</summary>
    public IReadOnlyList<JsonObject> RunToEnd(string code, string place = "cell 1") => Until("done", Run(code, place));

    /// <summary>Asks about code.</summary>
    public JsonObject Ask(string type, string code, int position = 0, params string[] above)
    {
        var id = Send(type, new() { ["code"] = code, ["position"] = position, ["above"] = new JsonArray([.. above.Select(cell => (JsonNode)cell)]) });
        return Assert.IsType<JsonObject>(Until("answer", id)[^1]["answer"]);
    }

    /// <summary>What is received up to a message of that type, which is the last.</summary>
    public IReadOnlyList<JsonObject> Until(string type, int? id = null)
    {
        var messages = new List<JsonObject>();
        while (true)
        {
            Assert.True(_received.TryTake(out var message, Patience), string.Create(CultureInfo.InvariantCulture, $"no '{type}' {id} came, only: {string.Join('\n', messages.Select(found => found.ToJsonString()))}"));
            messages.Add(message);
            if ((string?)message["type"] == type && (id is null || (int?)message["id"] == id))
            {
                return messages;
            }
        }
    }

    /// <summary>Ends the input, as an editor that is killed does, and waits for the server's end.</summary>
    public async Task CloseAsync()
    {
        _server.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        await _server.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _server.Dispose();
    }

    private void Read()
    {
        while (_server.StandardOutput.ReadLine() is { } line)
        {
            _received.Add((JsonObject)JsonNode.Parse(line)!);
        }
    }
}
