using System.CommandLine;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course generate</c>: pictures from a prompt, from noise or from a picture.</summary>
internal static class GenerateCommand
{
    private const int LargestFactor = 16;
    private static readonly Argument<string> Prompt = new("PROMPT") { Description = "What the picture shows." };
    private static readonly Option<string> Negative =
        new("--negative") { Description = "What it shall not show; used for a guidance scale above 1.", DefaultValueFactory = _ => "" };
    private static readonly Option<int?> Steps = new("--steps")
    {
        Description = "Inference steps, 1 to 1000. Default: what suits the model, 20 for most.",
        CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number from 1 to 1000, such as 20")),
    };
    private static readonly Option<double?> Guidance = new("--guidance")
    {
        Description = "Guidance scale w, 0 to 100; up to 1 switches guidance off. Default: what suits the model.",
        CustomParser = NumberOption.Optional(NumberOption.Real<double>("a number from 0 to 100, such as 7.5")),
    };
    private static readonly Option<string?> Scheduler =
        new("--scheduler") { Description = "Scheduler, such as dpm++2m, ddim or euler. Default: what suits the model, dpm++2m for most." };
    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Seed of the noise; the same seed gives the same picture.",
        CustomParser = NumberOption.Whole<ulong>("a whole number from 0 to 18446744073709551615"),
        DefaultValueFactory = _ => 42,
    };
    private static readonly Option<int> Count = new("--count")
    {
        Description =
            $"Pictures, 1 to {StableDiffusionPipeline.MostPictures}: picture i has the seed SEED + i - 1, and its number in its file name.",
        CustomParser = NumberOption.Whole<int>($"a whole number from 1 to {StableDiffusionPipeline.MostPictures}"),
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<int?> Width = DrawingOptions.Width();
    private static readonly Option<int?> Height = DrawingOptions.Height();
    private static readonly Option<string?> Image =
        new("--image") { Description = "Start from this picture (PNG, JPEG, WebP), cut and scaled to the size." };
    private static readonly Option<string?> Latents =
        new("--latents") { Description = "Start from latents that --latents-out saved, in place of --image." };
    private static readonly Option<double?> Strength = new("--strength")
    {
        Description = "How much of --image or --latents is drawn anew: above 0, at most 1. Default 0.8.",
        CustomParser = NumberOption.Optional(NumberOption.Real<double>("a number above 0 and at most 1, such as 0.8")),
    };
    private static readonly Option<string?> LatentsOut =
        new("--latents-out") { Description = "Also save the final latents in this .npy file (float32, 1 x channels x height x width)." };
    private static readonly Option<string> Model = DrawingOptions.Model();
    private static readonly Option<string> Device = DrawingOptions.Device();
    private static readonly Option<string?> Server = DrawingOptions.Server();
    private static readonly Option<string> Out =
        new("--out", "-o") { Description = "The PNG file to write.", DefaultValueFactory = _ => "picture.png" };
    private static readonly Option<int> Enlarge = new("--enlarge")
    {
        Description = $"Save the picture this many times as large, each pixel a square: 1 to {LargestFactor}.",
        CustomParser = NumberOption.Whole<int>($"a whole number from 1 to {LargestFactor}"),
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<bool> Open = new("--open") { Description = "Show the picture with the system's viewer." };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object with settings, times and memory; an array of them with --count above 1." };

    public static Command Create()
    {
        var command = new Command("generate", "Draw pictures from a prompt.")
        {
            Prompt, Negative, Steps, Guidance, Scheduler, Seed, Count, Width, Height, Image, Latents, Strength, LatentsOut, Model, Device,
            Server, Out, Enlarge, Open, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var count = arguments.GetValue(Count);
        if (count is < 1 or > StableDiffusionPipeline.MostPictures)
        {
            throw new ArgumentException(Invariant($"--count is {count}: it must be 1 to {StableDiffusionPipeline.MostPictures}."));
        }

        var factor = arguments.GetValue(Enlarge);
        if (factor is < 1 or > LargestFactor)
        {
            throw new ArgumentException(Invariant($"--enlarge is {factor}: it must be 1 to {LargestFactor}."));
        }

        var pictures = NumberedFiles.Of(OutputFile.Require(arguments.GetValue(Out)!), count);
        var latents = arguments.GetValue(LatentsOut) is { } file
            ? NumberedFiles.Of(OutputFile.Require(file, "--latents-out", ".npy", "latents are saved as .npy"), count)
            : null;
        var request = Request(arguments);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(
            arguments.GetValue(Model),
            new() { Device = InferenceDevice.Parse(arguments.GetValue(Device)!), Server = arguments.GetValue(Server) }, cancellation);
        request = request with
        {
            Steps = arguments.GetValue(Steps) ?? pipeline.Prompts.DefaultSteps,
            Scheduler = arguments.GetValue(Scheduler) ?? pipeline.Prompts.DefaultScheduler,
        };
        var results = await ProgressLine.ShowAsync("Drawing", progress => DrawAsync(pipeline, request, count, progress, cancellation));
        for (var i = 0; i < count; i++)
        {
            results[i].Image.Enlarge(factor).Save(pictures[i]);
            if (latents is not null)
            {
                LatentFile.Save(
                    latents[i], results[i].Latents, pipeline.LatentChannels, results[i].Image.Height / pipeline.VaeFactor,
                    results[i].Image.Width / pipeline.VaeFactor);
            }
        }

        foreach (var notice in results.SelectMany(result => result.Notices).Distinct(StringComparer.Ordinal))
        {
            await Console.Error.WriteLineAsync($"notice: {notice}");
        }

        if (arguments.GetValue(Open) && Viewer.Show(pictures[0]) is { } trouble)
        {
            await Console.Error.WriteLineAsync($"notice: {trouble}");
        }

        Print(results, pictures, arguments.GetValue(Json), pipeline.MeasureMemory());
        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<GenerationResult>> DrawAsync(
        StableDiffusionPipeline pipeline, GenerationRequest request, int count, IProgress<GenerationProgress> progress,
        CancellationToken cancellation)
        => count == 1
            ? [await pipeline.GenerateAsync(request, progress, cancellation)]
            : (await pipeline.GenerateManyAsync(request, count, progress: progress, cancellation: cancellation)).Results;

    private static void Print(IReadOnlyList<GenerationResult> results, string[] pictures, bool json, MemoryReport memory)
    {
        var reports = results.Zip(pictures, (result, picture) => GenerationReport.From(result, picture, memory)).ToArray();
        if (json)
        {
            Console.WriteLine(GenerationReportJson.Write(reports));
            return;
        }

        foreach (var (result, picture) in results.Zip(pictures))
        {
            Console.WriteLine($"{result}, {result.UNetEvaluations} UNet evaluations on {result.Device}{Environment.NewLine}{picture}");
        }
    }

    // What the model has a word on is filled in once it is loaded.
    private static GenerationRequest Request(ParseResult arguments) => new(arguments.GetValue(Prompt)!)
    {
        NegativePrompt = arguments.GetValue(Negative)!,
        GuidanceScale = arguments.GetValue(Guidance),
        Seed = arguments.GetValue(Seed),
        Width = arguments.GetValue(Width),
        Height = arguments.GetValue(Height),
        Image = InputFile.Read("--image", arguments.GetValue(Image), RgbImage.Load),
        ImageLatents = InputFile.Read("--latents", arguments.GetValue(Latents), LatentFile.Load),
        Strength = arguments.GetValue(Strength),
    };
}
