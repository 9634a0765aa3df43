using DiffusionCourse.Exercises;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Exercises;

/// <summary>What every check has to hold to.</summary>
internal static class CheckAssert
{
    public static void Passes(CheckResult result)
    {
        Assert.True(result.Passed, result.ToString());
        Assert.All(result.Cases, one => Assert.False(string.IsNullOrWhiteSpace(one.Why), one.Name));
        Shows(result);
    }

    /// <summary>The check fails, every wrong case says why, and one of the reasons is the given one.</summary>
    public static void Fails(CheckResult result, string advice)
    {
        Assert.False(result.Passed, result.ToString());
        Assert.All(result.Cases.Where(one => !one.IsRight), one => Assert.False(string.IsNullOrWhiteSpace(one.Why), one.Name));
        Assert.Contains(result.Cases, one => one.Outcome == CaseOutcome.Wrong && one.Why.Contains(advice, StringComparison.Ordinal));
        Shows(result);
    }

    private static void Shows(CheckResult result)
    {
        var body = HtmlCheck.Check(result.ToHtml());
        Assert.Equal(result.Cases.Count, body.Descendants("tbody").Single().Elements("tr").Count());
        Assert.Equal(result.Passed ? "passed" : "failed", body.Descendants("div").First().Attribute("data-check")!.Value);
        Assert.StartsWith(result.Summary, result.ToString(), StringComparison.Ordinal);
    }
}
