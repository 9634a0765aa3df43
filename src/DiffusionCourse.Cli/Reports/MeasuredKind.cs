using DiffusionCourse.Cost;

namespace DiffusionCourse.Cli;

/// <summary>One kind of operation in a <see cref="MeasuredNetwork"/>.</summary>
internal sealed record MeasuredKind(int Nodes, double GMac, double Milliseconds, double GFlopPerSecond)
{
    public static MeasuredKind From(KindProfile kind) => new(kind.Nodes, kind.GMac, kind.Time.TotalMilliseconds, kind.GFlopPerSecond);
}
