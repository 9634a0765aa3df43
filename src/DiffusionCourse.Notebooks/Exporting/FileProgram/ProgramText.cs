using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Files;
using DiffusionCourse.Notebooks.Linting;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Exporting.FileProgram;

/// <summary>Puts a program together.</summary>
internal sealed partial class ProgramText
{
    /// <summary>How the comment above each cell begins; its number follows.</summary>
    public const string CellHeading = "// ---- cell ";

    private readonly PlannedExport _export;
    private readonly ProgramHeader _header = new();
    private readonly List<(string Prose, ProgramCell? Code)> _parts = [];

    public ProgramText(PlannedExport export)
    {
        _export = export;
        for (var index = 0; index < export.Document.Cells.Count; index++)
        {
            Add(export.Document.Cells[index], index + 1, export.SourceFolder, []);
        }
    }

    public IReadOnlyList<string> Assemblies => _header.Assemblies;

    /// <param name="valueless">The cells whose last expression has no value to show.</param>
    public string ToText(IReadOnlySet<int> valueless)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"// {Path.GetFileName(_export.Source)} as a program. Run it with: dotnet run {Path.GetFileName(_export.Target)}\n");
        text.Append(_header.ToText(_export.TargetFolder));
        text.Append(
            CultureInfo.InvariantCulture,
            $"NotebookOutput.Start(\"{CourseFolder.PathTo(Path.Combine(_export.SourceFolder, "."), _export.TargetFolder)}\");\n\n");
        var depth = AppendParts(text, valueless);
        text.Append(string.Concat(Enumerable.Repeat("}\n", depth))).Append('\n');
        foreach (var type in _parts.SelectMany(part => part.Code?.Types ?? []))
        {
            text.Append(type).Append("\n\n");
        }

        return text.Append(OutputClass()).ToString();
    }

    private int AppendParts(StringBuilder text, IReadOnlySet<int> valueless)
    {
        var depth = 0;
        var (top, inner) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (prose, code) in _parts)
        {
            if (code is null)
            {
                text.Append(prose).Append("\n\n");
                continue;
            }

            if (code.TopNames.Overlaps(top) || code.TopNames.Overlaps(inner) || code.InnerNames.Overlaps(top))
            {
                depth++;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"// From here names of the cells above are declared anew.\nawait Part{depth + 1}();\n\nasync Task "
                        + $"Part{depth + 1}()\n{{\n");
                top.Clear();
                inner.Clear();
            }

            top.UnionWith(code.TopNames);
            inner.UnionWith(code.InnerNames);
            text.Append(CultureInfo.InvariantCulture, $"{CellHeading}{code.Number} ----\n")
                .Append(code.ToProgramText(!valueless.Contains(code.Number))).Append("\n\n");
        }

        return depth;
    }

    private void Add(NotebookCell cell, int number, string folder, IReadOnlyList<string> importing)
    {
        if (cell.Kind != CellKind.Code)
        {
            if (importing.Count == 0 && cell.RawFormat is null or "text/markdown")
            {
                _parts.Add((string.Join('\n', cell.Text.Split('\n').Select(line => $"// {line}".TrimEnd())), null));
            }

            return;
        }

        if (cell.Language != "csharp")
        {
            throw new NotebookFormatException(
                $"{_export.Source}, cell {number} is in {cell.Language}: a program can hold csharp only. Take the cell out, or export to "
                    + "ipynb.");
        }

        if (CodeNesting.IsTooDeep(cell.Text))
        {
            throw new NotebookFormatException($"{_export.Source}, cell {number}: {CodeNesting.Message}.");
        }

        foreach (var line in cell.Text.Split('\n'))
        {
            if (ImportLine.PathOf(line) is { } path)
            {
                Import(path, number, folder, importing);
            }
            else if (line.StartsWith("#!", StringComparison.Ordinal))
            {
                throw new NotebookFormatException(
                    $"{_export.Source}, cell {number}: '{line}' is a command of a notebook host, which a program cannot hold. Take it "
                        + "out, or export to ipynb.");
            }
            else if (Reference().Match(line) is { Success: true } reference
                && Framework.TryFind(reference.Groups["path"].Value) is null)
            {
                _header.AddAssembly(Path.GetFullPath(reference.Groups["path"].Value, folder));
            }
        }

        var code = new ProgramCell(number, Reference().Replace(LintedCell.WithoutCommands(cell), ""));
        _header.AddUsings(code.Usings);
        if (code.Statements.Count > 0 || code.Types.Count > 0)
        {
            _parts.Add(("", code));
        }
    }

    private void Import(string name, int number, string folder, IReadOnlyList<string> importing)
    {
        var path = Path.GetFullPath(name.Replace("\0", "", StringComparison.Ordinal), folder);
        if (!File.Exists(path))
        {
            throw new NotebookFormatException(
                $"{_export.Source}, cell {number} imports '{path}', which does not exist. If the library has not been built yet, run "
                    + "'dotnet build' in the course's folder first.");
        }

        if (importing.Contains(path))
        {
            throw new NotebookFormatException($"{_export.Source}, cell {number}: '{path}' imports itself.");
        }

        foreach (var cell in NotebookFile.Read(path).Cells)
        {
            Add(cell, number, folder, [.. importing, path]);
        }
    }

    private static string OutputClass()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("NotebookOutput.cs.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("""^[ \t]*#r[ \t]+"(?<path>[^"\0]+)"[ \t]*$""", RegexOptions.Multiline)]
    private static partial Regex Reference();
}
