namespace DiffusionCourse.Charts;

/// <summary>Words for the findings of figures.</summary>
internal static class Sentence
{
    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string Join(IEnumerable<string> parts)
    {
        var all = parts.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
