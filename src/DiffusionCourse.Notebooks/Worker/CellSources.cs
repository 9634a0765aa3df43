namespace DiffusionCourse.Notebooks.Worker;

/// <summary>The lines of the code that has run, by the name of its cell, for messages that quote them.</summary>
internal sealed class CellSources
{
    private readonly Dictionary<string, string[]> linesByPlace = new(StringComparer.Ordinal);

    public void Add(string place, string code) => linesByPlace[place] = code.Split('\n');

    public bool Contains(string? place) => place is not null && linesByPlace.ContainsKey(place);

    /// <summary>A line, counted from 1; empty where there is none.</summary>
    public string Line(string place, int line) =>
        linesByPlace.TryGetValue(place, out var lines) && line >= 1 && line <= lines.Length ? lines[line - 1] : "";
}
