using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>What the checks said when the sheets and the solutions ran with the rest of the course.</summary>
[Collection(CoursePagesGroup.Name)]
public sealed partial class ExercisePagesTests(CoursePages pages, ITestOutputHelper output)
{
    [Fact]
    public void Every_check_fails_on_the_sheets_and_passes_on_the_solutions()
    {
        if (pages.Obstacle is not null)
        {
            Assert.False(Integration.Required, pages.Obstacle);
            output.WriteLine($"Not tested: {pages.Obstacle}");
            return;
        }

        var (exercises, solutions) = (OutcomesOf("exercises"), OutcomesOf("solutions"));
        Assert.True(solutions.Count >= 8, "eight exercises");
        Assert.Equal(solutions.Keys.Order(), exercises.Keys.Order());
        foreach (var (name, outcomes) in solutions)
        {
            Assert.NotEmpty(outcomes);
            Assert.True(outcomes.All(outcome => outcome == "passed"), $"solutions/{name}: {string.Join(", ", outcomes)}");
            Assert.True(exercises[name].All(outcome => outcome == "failed"), $"exercises/{name}: {string.Join(", ", exercises[name])}");
            Assert.Equal(outcomes.Length, exercises[name].Length);
            Assert.Equal("solved", StateOf("solutions", name));
            Assert.Equal("not started", StateOf("exercises", name));
        }
    }

    // What the page's heading says of its reader's task.
    private string StateOf(string folder, string name) => State().Match(File.ReadAllText(Path.Combine(pages.Folder, folder, name))).Groups[1].Value;

    private Dictionary<string, string[]> OutcomesOf(string folder) => pages.Pages
        .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) == folder)
        .ToDictionary(path => Path.GetFileName(path), path => Outcome().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).ToArray());

    [GeneratedRegex("<div id=\"[^\"]+\" data-check=\"(\\w+)\"")]
    private static partial Regex Outcome();

    [GeneratedRegex("<span class=\"chip[^\"]*\" data-task=\"([^\"]+)\">")]
    private static partial Regex State();
}
