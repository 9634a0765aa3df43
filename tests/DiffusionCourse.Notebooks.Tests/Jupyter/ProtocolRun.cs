using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

/// <summary>All cases of protocol.py, run once.</summary>
public sealed class ProtocolRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly JupyterPeer _peer = new();
    private readonly Lazy<Task<Dictionary<string, string?>>> _problems;

    public ProtocolRun() => _problems = new Lazy<Task<Dictionary<string, string?>>>(RunAllAsync);

    /// <summary>What went wrong in each case; null where nothing did.</summary>
    public Task<Dictionary<string, string?>> Problems => _problems.Value;

    public bool IsPresent(ITestOutputHelper output) => _peer.IsPresent(output);

    public void Dispose() => _peer.Dispose();

    private async Task<Dictionary<string, string?>> RunAllAsync() => (await _peer.RunAsync(Patience, "protocol.py"))
        .Select(line => JsonNode.Parse(line)!)
        .ToDictionary(line => (string)line["case"]!, line => (string?)line["problem"]);
}
