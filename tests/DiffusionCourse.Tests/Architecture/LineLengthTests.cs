using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Architecture;

/// <summary>What no compiler rule keeps: a line can be read without scrolling sideways. Raw literals, whose lines are data, may be longer.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 140;

    [Fact]
    public void No_line_of_the_source_is_longer_than_140_columns()
    {
        var source = Path.Combine(CourseCommand.RepositoryRoot, "src");
        string[] files = [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(file => !IsGenerated(file))];
        string[] tooLong =
        [
            .. files.SelectMany(file => Code(File.ReadLines(file)).Where(line => line.Text.Length > Columns)
                .Select(line => $"{Path.GetRelativePath(source, file)}, line {line.Number}: {line.Text.Length} columns")),
        ];

        Assert.True(files.Length > 100, $"Only {files.Length} files were found in {source}.");
        Assert.True(tooLong.Length == 0, string.Join(Environment.NewLine, tooLong.Prepend($"Take these lines apart, to {Columns} columns at most:")));
    }

    private static IEnumerable<(int Number, string Text)> Code(IEnumerable<string> lines)
    {
        const string Quotes = "\"\"\"";
        var inLiteral = false;
        foreach (var (index, line) in lines.Index())
        {
            if (!inLiteral && !line.Contains(Quotes, StringComparison.Ordinal))
            {
                yield return (index + 1, line);
            }

            inLiteral ^= (line.Split(Quotes).Length - 1) % 2 == 1;
        }
    }

    private static bool IsGenerated(string file) => file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin");
}
