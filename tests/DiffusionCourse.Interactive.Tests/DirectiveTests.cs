using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace DiffusionCourse.Interactive.Tests;

[Collection(RealKernelGroup.Name)]
public sealed class DirectiveTests(RealKernel kernel)
{
    [Fact]
    public async Task A_picture_is_drawn_shown_and_kept_under_a_name()
    {
        var run = (await kernel.RunAsync("""#!diffusion "a red apple, flat style, blue background" --steps 4 --guidance 2.5 --scheduler ddim --negative "a cat" --seed 11 --name apple""")).Passed();
        var kept = (await kernel.RunAsync("$\"{apple.Request.NegativePrompt}|{apple.SettingsText}|{apple.Image}\"")).Passed();

        // A slow machine shows a progress bar as well.
        Assert.DoesNotContain("Notice: ", Assert.Single(run.Shown(), html => html.Contains("<img ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("a cat|4 steps, w = 2.5, ddim, seed 11|128 x 128 image", string.Concat(kept.Shown("text/plain")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_the_model_does_not_know_are_named_below_the_picture()
    {
        var run = (await kernel.RunAsync("#!diffusion \"a quokka, flat style\" --steps 1 --negative \"a zyzzyva\"")).Passed();

        var html = Assert.Single(run.Shown(), html => html.Contains("<img ", StringComparison.Ordinal));
        Assert.All(["quokka", "zyzzyva"], word => Assert.InRange(html.IndexOf($"not trained on &quot;{word}&quot;", StringComparison.Ordinal), html.IndexOf("<img ", StringComparison.Ordinal), html.Length));
        Assert.DoesNotContain(run.Shown(), output => output != html && output.Contains("Notice: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_draws_what_the_same_request_draws()
    {
        (await kernel.RunAsync("#!diffusion \"a green leaf\" --steps 3 --name leaf")).Passed();
        var same = (await kernel.RunAsync("""
            var drawer = await StableDiffusionPipeline.LoadAsync();
            var again = await drawer.GenerateAsync(new("a green leaf") { Steps = 3 });
            leaf.Image.Pixels.SequenceEqual(again.Image.Pixels)
            """)).Passed();

        Assert.Contains("True", string.Concat(same.Shown()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!diffusion", "A prompt is missing")]
    [InlineData("#!diffusion \"  \"", "A prompt is missing")]
    [InlineData("#!diffusion \"a cat\" --steps many", "--steps takes a whole number from 1 to 1000; \"many\" is none.")]
    [InlineData("#!diffusion \"a cat\" --steps 2.5", "\"2.5\" is none.")]
    [InlineData("#!diffusion \"a cat\" --steps 0", "The number of steps is 0: it must be 1 to 1000")]
    [InlineData("#!diffusion \"a cat\" --guidance 7,5", "\"7,5\" is none.")]
    [InlineData("#!diffusion \"a cat\" --guidance 101", "The guidance scale is 101: it must be 0 to 100")]
    [InlineData("#!diffusion \"a cat\" --seed -1", "--seed takes a whole number from 0")]
    [InlineData("#!diffusion \"a cat\" --scheduler dimm", "Did you mean 'ddim'?")]
    [InlineData("#!diffusion \"a cat\" --name 2nd", "--name is the C# variable")]
    [InlineData("#!diffusion \"a cat\" --name class", "--name is the C# variable")]
    [InlineData("#!diffusion \"a cat\" --stesp 3", "--stesp")]
    [InlineData("#!diffusion \"a cat\" --steps 3 --steps 4", "--steps")]
    public async Task What_cannot_be_drawn_is_refused_before_any_work_with_a_remedy(string code, string expected)
    {
        var run = await kernel.RunAsync(code);

        Assert.NotNull(run.Error);
        var said = run.Error + string.Concat(run.Events.OfType<DiagnosticsProduced>().SelectMany(produced => produced.Diagnostics).Select(diagnostic => diagnostic.Message));
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Shown(), html => html.Contains("<img ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_lists_every_option()
    {
        var html = Assert.Single((await kernel.RunAsync("#!diffusion --help")).Passed().Shown());

        Assert.All(["PROMPT", "--steps", "--guidance", "--scheduler", "--negative", "--seed", "--name"], option => Assert.Contains(option, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_and_values_are_completed()
    {
        Assert.Contains("#!diffusion", await kernel.CompleteAsync("#!diff"));
        Assert.Superset(new HashSet<string> { "--steps", "--guidance", "--scheduler", "--negative", "--seed", "--name" }, (await kernel.CompleteAsync("#!diffusion \"a cat\" --")).ToHashSet());
        Assert.Superset(new HashSet<string> { "ddim", "euler", "dpm++2m" }, (await kernel.CompleteAsync("#!diffusion \"a cat\" --scheduler ")).ToHashSet());
    }

    [Theory]
    [InlineData("#!diffusion \"a cat\" --steps 3", 4, "Draws a picture")]
    [InlineData("#!diffusion \"a cat\" --steps 3", 23, "Denoising steps, 1 to 1000")]
    public async Task Hovering_says_what_it_is(string code, int column, string expected)
    {
        var run = await kernel.SendAsync(new RequestHoverText(code, new LinePosition(0, column)));

        var text = run.Events.OfType<HoverTextProduced>().SelectMany(produced => produced.Content).Select(content => content.Value);
        Assert.Contains(expected, string.Concat(text), StringComparison.Ordinal);
    }
}
