using System.Text.RegularExpressions;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Claims;

/// <summary>notebooks/README.md has a row for each part of the seed course, and its links lead somewhere.</summary>
public sealed partial class NotebookReadmeTests
{
    private static readonly string Folder = Path.Combine(CourseCommand.RepositoryRoot, "notebooks");
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder, "README.md"));

    [Fact]
    public void Every_part_of_the_seed_has_a_row()
    {
        Assert.All(Enumerable.Range(1, 12), part => Assert.Single(Regex.Matches(Text, $@"^\| {part} [A-Z].* \| .+ \| \[{part:00}\]\({part:00}-.+\.dib\) \| .+ \|$", RegexOptions.Multiline)));
        Assert.Contains("| exercises |", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_notebook_is_linked_and_every_link_leads_to_one()
    {
        string[] links = [.. Link().Matches(Text).Select(match => match.Groups[1].Value)];
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Folder, link)), link));
        Assert.All(ProseNumbers.Notebooks, name => Assert.Contains($"{name}.dib", links));
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
