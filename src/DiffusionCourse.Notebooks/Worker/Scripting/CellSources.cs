namespace DiffusionCourse.Notebooks.Worker;

/// <summary>The code that has run, for messages that name its cell and quote its lines.</summary>
internal sealed class CellSources
{
    private readonly Dictionary<string, (string Place, string[] Lines)> _sources = new(StringComparer.Ordinal);

    /// <summary>Remembers a piece of code and gives the file name that the compiler is told for it.</summary>
    public string Add(string place, string code)
    {
        var name = Invariant($"submission-{_sources.Count + 1}");
        _sources.Add(name, (place, code.Split('\n')));
        return name;
    }

    /// <summary>The name of the cell that a file name stands for. Debug information makes the name a full path.</summary>
    public string? PlaceOf(string? file)
        => file is not null && _sources.TryGetValue(Path.GetFileName(file), out var source) ? source.Place : null;

    /// <summary>A line, counted from 1; empty where there is none.</summary>
    public string Line(string file, int line) =>
        _sources.TryGetValue(Path.GetFileName(file), out var source) && line >= 1 && line <= source.Lines.Length
            ? source.Lines[line - 1]
            : "";
}
