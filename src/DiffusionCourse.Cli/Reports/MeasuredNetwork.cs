using System.Text.Json;
using DiffusionCourse.Cost;

namespace DiffusionCourse.Cli;

/// <summary>
/// One network of <c>course cost --measure --json</c>. The names in notCounted are operators whose work is missing from the sums.
/// </summary>
internal sealed record MeasuredNetwork(
    string Name, double GMac, long Parameters, int Nodes, double FirstRunMilliseconds, double MedianMilliseconds, double GFlopPerSecond,
    IReadOnlyDictionary<string, MeasuredKind> ByKind, IReadOnlyList<string> NotCounted)
{
    public static MeasuredNetwork From(NetworkProfile network) => new(
        network.Name, network.GMac, network.Parameters, network.Nodes.Count, network.FirstRun.TotalMilliseconds,
        network.MedianRun.TotalMilliseconds, network.GFlopPerSecond,
        network.ByKind.ToDictionary(
            entry => JsonNamingPolicy.CamelCase.ConvertName(entry.Key.ToString()), entry => MeasuredKind.From(entry.Value)),
        network.NotCounted);
}

/// <summary>One kind of operation in a <see cref="MeasuredNetwork"/>.</summary>
internal sealed record MeasuredKind(int Nodes, double GMac, double Milliseconds, double GFlopPerSecond)
{
    public static MeasuredKind From(KindProfile kind) => new(kind.Nodes, kind.GMac, kind.Time.TotalMilliseconds, kind.GFlopPerSecond);
}
