namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>What the runtime wrote when the process fell: its first lines say why.</summary>
internal sealed class StandardErrorTail
{
    private const int Limit = 12;

    // Frames that say nothing about the cell: the runtime's, the compiler's, this host's.
    private static readonly string[] Plumbing =
        ["at System.", "at Microsoft.CodeAnalysis.", "at DiffusionCourse.Notebooks.", "at Interop."];

    private static readonly string[] Openings = ["Stack overflow", "Process terminated", "Unhandled exception", "Fatal error"];

    private readonly List<string> _lines = [];
    private bool _crashing;

    /// <summary>Takes a line in. True means that it belongs to the report of a crash, which is no output of the cell.</summary>
    public bool Add(string line)
    {
        lock (_lines)
        {
            _crashing |= Openings.Any(opening => line.StartsWith(opening, StringComparison.Ordinal));
            if (_crashing && !string.IsNullOrWhiteSpace(line) && _lines.Count < Limit
                && !Plumbing.Any(frame => line.TrimStart().StartsWith(frame, StringComparison.Ordinal)))
            {
                _lines.Add(line);
            }

            return _crashing;
        }
    }

    public IReadOnlyList<string> Lines()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }
}
