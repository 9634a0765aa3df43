using DiffusionCourse.Findings;
using DiffusionCourse.Tests.Findings;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Browser;

/// <summary>No sentence that a page says of its run is contradicted by a number on it, whatever else the machine did meanwhile.</summary>
[Collection(CoursePagesGroup.Name)]
public sealed class FindingPagesTests(CoursePages pages, ITestOutputHelper output)
{
    [Fact]
    public void What_the_pages_say_of_times_agrees_with_their_tables()
    {
        if (pages.Obstacle is not null)
        {
            Assert.False(Integration.Required, pages.Obstacle);
            output.WriteLine($"Not tested: {pages.Obstacle}");
            return;
        }

        var read = 0;
        foreach (var path in pages.Pages)
        {
            var reading = PageReading.Of(File.ReadAllText(path));
            read += reading.Read;
            Assert.True(reading.Contradicted.Count == 0, $"{Path.GetFileName(path)}: {string.Join('\n', reading.Contradicted)}");
        }

        output.WriteLine($"{read} sentences about times, none contradicted");
        Assert.True(read >= 10, $"{read} sentences");
    }

    [Fact]
    public void A_contradiction_is_found()
    {
        var times = new TimedWays(["a", "b"], [[0.1, 0.2], [0.1, 0.21], [0.1, 0.2]]);
        foreach (var (sentence, isTrue) in new[]
        {
            (times.Compare(0, 1).ToHtml(), true),
            (times.Compare(1, 0).ToHtml(), true),
            (times.Fastest().ToHtml(), true),
            (times.Follows(1, 0, 2, "steps").ToHtml(), true),
            (times.Follows(1, 0, 4, "steps").ToHtml(), true),
            (Finding.If(true, "\"b\" took 0.50 of the time of \"a\" (0.49 to 0.51 in 3 rounds).", "").ToHtml(), false),
            (Finding.If(true, "\"a\" took 0.60 of the time of \"b\" (0.49 to 0.51 in 3 rounds).", "").ToHtml(), false),
            (Finding.If(true, "\"a\" was the fastest in every round: 105 ms in the median.", "").ToHtml(), false),
            (Finding.If(true, "\"b\" has 2.00 times the steps of \"a\" and took 3.00 times its time (2.90 to 3.10): the time follows the steps.", "").ToHtml(), false),
            (Finding.If(true, "\"b\" has 2.00 times the steps of \"a\" and took 3.00 times its time (2.90 to 3.10): less than the steps say.", "").ToHtml(), false),
        })
        {
            var reading = PageReading.Of(times.ToHtml() + sentence);
            Assert.Equal((1, isTrue ? 0 : 1), (reading.Read, reading.Contradicted.Count));
        }
    }
}
