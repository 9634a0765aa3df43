using System.Diagnostics;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>What a running cell shows meanwhile, and how it stops.</summary>
[Collection(RealKernelGroup.Name)]
public sealed class CellTests(RealKernel kernel)
{
    [Fact]
    public async Task Progress_is_one_output_with_many_updates_from_any_thread()
    {
        var run = (await kernel.RunAsync("""
            var progress = ProgressDisplay.Start("Waiting", 6);
            for (var i = 1; i <= 3; i++)
            {
                await Task.Delay(120);
                progress.Report(i);
            }

            await Task.Run(async () =>
            {
                for (var i = 4; i <= 6; i++)
                {
                    await Task.Delay(120);
                    progress.Report(i);
                }
            });
            progress.Dispose();
            """)).Passed();

        var output = Assert.Single(run.Events.OfType<DisplayedValueProduced>());
        var updates = run.Events.OfType<DisplayedValueUpdated>().ToList();
        Assert.Equal("text/html", Assert.Single(output.FormattedValues).MimeType);
        Assert.InRange(updates.Count, 6, 7);
        Assert.All(updates, update => Assert.Equal(output.ValueId, update.ValueId));
        Assert.Contains("6 of 6 steps", updates[^1].FormattedValues.Single().Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { await stopped.GenerateAsync(new(\"a red apple\") { Steps = 1000 }); }")]
    [InlineData("while (true) { stopped.GenerateAsync(new(\"a red apple\") { Steps = 1000 }).GetAwaiter().GetResult(); }")]
    [InlineData("await Task.Run(async () => { while (true) { await stopped.GenerateAsync(new(\"a red apple\") { Steps = 1000 }); } });")]
    public async Task Stop_ends_a_generation_within_a_second_and_the_session_goes_on(string code)
    {
        (await kernel.RunAsync("var stopped = await StableDiffusionPipeline.LoadAsync(\"emoji-128\");")).Passed();
        var running = kernel.RunAsync(code);
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.False(running.IsCompleted, "The cell ended before it was stopped.");

        var watch = Stopwatch.StartNew();
        await kernel.SendAsync(new Cancel("csharp"));
        var run = await running;

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.NotNull(run.Error);
        (await kernel.RunAsync("stopped.ToString()")).Passed();
    }

    [Fact]
    public async Task The_set_up_attaches_the_companion_by_itself()
    {
        var run = (await kernel.RunAsync("AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name == \"DiffusionCourse.Interactive\")")).Passed();

        Assert.Contains("1", string.Concat(run.Shown()), StringComparison.Ordinal);
        Assert.Contains("Everything is ready.", string.Concat((await kernel.RunAsync("Course.CheckSetup()")).Passed().Shown()), StringComparison.Ordinal);
    }
}
