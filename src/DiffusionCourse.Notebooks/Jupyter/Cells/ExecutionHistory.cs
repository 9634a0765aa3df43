using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>The cells that ran, for as long as the kernel lives. A session ends when the state of the cells is lost.</summary>
internal sealed class ExecutionHistory
{
    private readonly List<HistoryEntry> _entries = [];
    private readonly Lock _gate = new();
    private int _session = 1;

    public void Add(int line, string input)
    {
        lock (_gate)
        {
            _entries.Add(new HistoryEntry(_session, line, input));
        }
    }

    /// <summary>Remembers the value that the latest cell ended in.</summary>
    public void SetOutput(string output)
    {
        lock (_gate)
        {
            if (_entries.Count > 0)
            {
                _entries[^1] = _entries[^1] with { Output = output };
            }
        }
    }

    public void StartSession()
    {
        lock (_gate)
        {
            _session++;
        }
    }

    /// <summary>The last cells of all sessions.</summary>
    public IReadOnlyList<HistoryEntry> Tail(int count)
    {
        lock (_gate)
        {
            return [.. _entries.TakeLast(Math.Max(0, count))];
        }
    }

    /// <summary>The cells of one session whose number lies in a range.</summary>
    /// <param name="number">The session; 0 for this one, -1 for the one before it.</param>
    /// <param name="start">The first cell.</param>
    /// <param name="stop">The cell after the last; null for all that follow.</param>
    public IReadOnlyList<HistoryEntry> Range(int number, int start, int? stop)
    {
        lock (_gate)
        {
            var wanted = number > 0 ? number : _session + number;
            return [.. _entries.Where(entry => entry.Session == wanted && entry.Line >= start && (stop is null || entry.Line < stop))];
        }
    }

    /// <summary>The last cells that match a pattern with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        var glob = new Regex(
            $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}$",
            RegexOptions.Singleline | RegexOptions.CultureInvariant);
        lock (_gate)
        {
            var found = _entries.Where(entry => glob.IsMatch(entry.Input));
            if (unique)
            {
                // Of the same text several times, the latest stays.
                found = found.Reverse().DistinctBy(entry => entry.Input).Reverse();
            }

            return [.. found.TakeLast(count ?? int.MaxValue)];
        }
    }
}
