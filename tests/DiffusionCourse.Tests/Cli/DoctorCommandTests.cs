namespace DiffusionCourse.Tests.Cli;

public sealed class DoctorCommandTests
{
    [Fact]
    public async Task Says_what_was_found()
    {
        var run = await CourseCommand.RunAsync("doctor");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.All([".NET SDK", "ONNX Runtime", "emoji-128", "first picture", "setup.dib", "Jupyter kernel"], text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }
}
