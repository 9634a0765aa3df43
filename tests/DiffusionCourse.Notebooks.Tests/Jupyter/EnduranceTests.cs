using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace DiffusionCourse.Notebooks.Tests.Jupyter;

public sealed class EnduranceTests(JupyterPeer peer, ITestOutputHelper output) : IClassFixture<JupyterPeer>
{
    private const int Executions = 1000;

    // Each cell that ran is an assembly that stays loaded, with its compilation: some 0.1 MiB. The rest is the collectors' slack.
    private const double CellsMiB = 250;
    private const double KernelMiB = 120;
    private const int Handles = 16;

    [Fact]
    public async Task A_thousand_executions_leak_neither_memory_nor_handles()
    {
        if (!OperatingSystem.IsLinux() || !peer.IsPresent(output))
        {
            return;
        }

        var line = Assert.Single(await peer.RunAsync(TimeSpan.FromMinutes(6), "endurance.py", $"{Executions}"));
        output.WriteLine(line);
        var report = JsonNode.Parse(line)!;
        Assert.InRange(Growth(report, "cells", "memory"), double.MinValue, CellsMiB);
        Assert.InRange(Growth(report, "kernel", "memory"), double.MinValue, KernelMiB);
        Assert.InRange(Growth(report, "cells", "handles"), double.MinValue, Handles);
        Assert.InRange(Growth(report, "kernel", "handles"), double.MinValue, Handles);
    }

    private static double Growth(JsonNode report, string process, string what) => (double)report["after"]![process]![what]! - (double)report["before"]![process]![what]!;
}
