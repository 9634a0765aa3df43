using System.CommandLine;
using System.CommandLine.Parsing;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course generate</c>: one picture from a prompt.</summary>
internal static class GenerateCommand
{
    private static readonly Argument<string> Prompt = new("PROMPT") { Description = "What the picture shows." };
    private static readonly Option<string> Negative = new("--negative") { Description = "What it shall not show; used for a guidance scale above 1.", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Steps = new("--steps") { Description = "Inference steps, 1 to 1000.", CustomParser = NumberOption.Whole<int>("a whole number from 1 to 1000, such as 20"), DefaultValueFactory = _ => 20 };
    private static readonly Option<double?> Guidance = new("--guidance") { Description = "Guidance scale w, 0 to 100; up to 1 switches guidance off. Default: what suits the model.", CustomParser = NumberOption.Optional(NumberOption.Real<double>("a number from 0 to 100, such as 7.5")) };
    private static readonly Option<string> Scheduler = new("--scheduler") { Description = "Scheduler, such as dpm++2m, ddim or euler.", DefaultValueFactory = _ => "dpm++2m" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed of the noise; the same seed gives the same picture.", CustomParser = NumberOption.Whole<ulong>("a whole number from 0 to 18446744073709551615"), DefaultValueFactory = _ => 42 };
    private static readonly Option<int?> Width = new("--width") { Description = "Width in pixels. Default: the model's own.", CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 64")) };
    private static readonly Option<int?> Height = new("--height") { Description = "Height in pixels. Default: the model's own.", CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 64")) };
    private static readonly Option<string> Model = new("--model") { Description = "A model below models/, one that was pulled (course models), or a folder in Stable Diffusion's ONNX layout.", DefaultValueFactory = _ => ModelLocator.DefaultModel };
    private static readonly Option<string> Device = new("--device") { Description = $"Where to run: {string.Join(", ", InferenceDevice.Names)}.", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string> Out = new("--out", "-o") { Description = "The PNG file to write.", DefaultValueFactory = _ => "picture.png" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object with settings and times." };

    public static Command Create()
    {
        var command = new Command("generate", "Draw a picture from a prompt.")
        {
            Prompt, Negative, Steps, Guidance, Scheduler, Seed, Width, Height, Model, Device, Out, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string path = OutputFile.Require(arguments.GetValue(Out)!);
        var request = Request(arguments);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(arguments.GetValue(Model), new() { Device = arguments.GetValue(Device)! }, cancellation);
        var result = await ProgressLine.ShowAsync("Drawing", progress => pipeline.GenerateAsync(request, progress, cancellation));
        result.Image.Save(path);
        foreach (string notice in result.Notices)
        {
            await Console.Error.WriteLineAsync($"notice: {notice}");
        }

        Console.WriteLine(arguments.GetValue(Json) ? GenerationReport.From(result, path).ToJson() : $"{result}, {result.UNetEvaluations} UNet evaluations on {result.Device}{Environment.NewLine}{path}");
        return ExitCode.Success;
    }

    private static GenerationRequest Request(ParseResult arguments) => new(arguments.GetValue(Prompt)!)
    {
        NegativePrompt = arguments.GetValue(Negative)!,
        Steps = arguments.GetValue(Steps),
        GuidanceScale = arguments.GetValue(Guidance),
        Scheduler = arguments.GetValue(Scheduler)!,
        Seed = arguments.GetValue(Seed),
        Width = arguments.GetValue(Width),
        Height = arguments.GetValue(Height),
    };
}
