namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>What the runtime wrote when the process fell: its first lines say why.</summary>
internal sealed class StandardErrorTail
{
    private const int Limit = 12;

    private readonly List<string> lines = [];

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (lines)
        {
            if (IsStartOfCrash(line))
            {
                lines.Clear();
            }

            if (lines.Count < Limit)
            {
                lines.Add(line);
            }
        }
    }

    public IReadOnlyList<string> Lines()
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    private static bool IsStartOfCrash(string line) =>
        line.StartsWith("Stack overflow", StringComparison.Ordinal)
        || line.StartsWith("Process terminated", StringComparison.Ordinal)
        || line.StartsWith("Unhandled exception", StringComparison.Ordinal)
        || line.StartsWith("Fatal error", StringComparison.Ordinal);
}
