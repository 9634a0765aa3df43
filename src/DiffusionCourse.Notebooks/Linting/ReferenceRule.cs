namespace DiffusionCourse.Notebooks.Linting;

/// <summary>References: no one form of them works in every host, so that they stand in the set-up that the build writes.</summary>
internal sealed class ReferenceRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        from cell in notebook.Code
        where cell.IsCSharp
        from place in cell.Lines.Select((line, index) => (Text: line.Trim(), Number: index + 1))
        where place.Text.StartsWith("#r ", StringComparison.Ordinal) || place.Text.StartsWith("#r\"", StringComparison.Ordinal)
            || place.Text.StartsWith("#i ", StringComparison.Ordinal)
        select cell.Finding(place.Number, "reference", Reason(cell, place.Text, place.Number));

    private static string Reason(LintedCell cell, string line, int number)
    {
        const string Remedy = "Import the set-up notebook instead, which the build writes with the right path.";
        var isFirst = cell.Lines.Take(number - 1).All(string.IsNullOrWhiteSpace);
        return !isFirst ? $"#r must be the first thing in its cell: .NET Interactive reads it only there. {Remedy}"
            : line.Contains("\"nuget:", StringComparison.OrdinalIgnoreCase) || line
                .StartsWith("#i", StringComparison.Ordinal) ? $"Packages are not restored by every host. {Remedy}"
            : Path.IsPathRooted(line.Split('"').ElementAtOrDefault(1) ?? "") ? $"An absolute path holds on one machine only. {Remedy}"
            : $"Verso refuses a relative #r. {Remedy}";
    }
}
