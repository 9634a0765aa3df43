using System.Text.Json.Nodes;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Jupyter;

[Collection(CourseKernelGroup.Name)]
public sealed class LibraryInKernelTests(CourseKernel kernel, ITestOutputHelper output)
{
    [Fact]
    public async Task The_library_completes_documents_and_shows_itself_and_a_long_generation_is_interrupted()
    {
        if (!kernel.IsPresent(output))
        {
            return;
        }

        var environment = new Dictionary<string, string?> { ["COURSE_ROOT"] = CourseCommand.RepositoryRoot };
        var cases = (await kernel.Peer.RunAsync(TimeSpan.FromMinutes(5), environment, "library.py")).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(5, cases.Count);
        Assert.All(cases, line => Assert.True(line["problem"] is null, $"{line["case"]}\n{line["problem"]}"));
    }
}
