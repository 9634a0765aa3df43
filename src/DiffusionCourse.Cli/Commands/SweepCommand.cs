using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli.Commands;

/// <summary>
/// <c>course sweep</c>: a picture for every combination of settings. Each is saved as soon as it is there, under a name made of its
/// settings, so that a sweep that was cut goes on where it ended.
/// </summary>
internal static class SweepCommand
{
    private const int MostPictures = 10_000;
    private static readonly Argument<string> Prompt = new("PROMPT") { Description = "What the pictures show." };
    private static readonly Option<string> Negative =
        new("--negative") { Description = "What they shall not show; used for guidance scales above 1.", DefaultValueFactory = _ => "" };
    private static readonly Option<IReadOnlyList<ulong>?> Seeds = ListOption.Seeds("--seeds", "Seeds, such as 1,2,7 or 1-16. Default: 42.");
    private static readonly Option<IReadOnlyList<double>?> Guidance =
        ListOption.Numbers("--guidance", "Guidance scales, such as 1,3,7.5. Default: what suits the model.");
    private static readonly Option<IReadOnlyList<int>?> Steps =
        ListOption.Wholes("--steps", "Numbers of steps, such as 4,8,20. Default: what suits the model.");
    private static readonly Option<IReadOnlyList<string>?> Schedulers =
        ListOption.Names("--schedulers", "Schedulers, such as ddim,euler. Default: what suits the model.");
    private static readonly Option<int?> Width = DrawingOptions.Width();
    private static readonly Option<int?> Height = DrawingOptions.Height();
    private static readonly Option<string> Model = DrawingOptions.Model();
    private static readonly Option<string> Device = DrawingOptions.Device();
    private static readonly Option<string?> Server = DrawingOptions.Server();
    private static readonly Option<string> Output =
        new("--output", "-o") { Description = "The folder for the pictures.", DefaultValueFactory = _ => "sweep" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object: each picture's settings and file." };

    public static Command Create()
    {
        var command = new Command("sweep", "Draw a picture for every combination of settings; a sweep that was cut goes on where it ended.")
        {
            Prompt, Negative, Seeds, Guidance, Steps, Schedulers, Width, Height, Model, Device, Server, Output, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var folder = FolderOf(arguments.GetValue(Output)!);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(
            arguments.GetValue(Model),
            new() { Device = InferenceDevice.Parse(arguments.GetValue(Device)!), Server = arguments.GetValue(Server) }, cancellation);
        var pictures = Requests(arguments, pipeline.Prompts).Select(request => SweptPicture.Of(request, pipeline.Model, folder)).ToArray();
        if (pictures.Length > MostPictures)
        {
            throw new ArgumentException(
                Invariant($"The sweep has {pictures.Length} pictures: at most {MostPictures} are drawn. Name fewer values."));
        }

        var missing = pictures.Where(picture => !File.Exists(picture.File)).ToArray();
        await ProgressLine.ShowAsync("Drawing", progress => DrawAsync(pipeline, pictures.Length, missing, folder, progress, cancellation));
        Print(pictures, missing.Length, pipeline, arguments.GetValue(Json));
        return ExitCode.Success;
    }

    private static async Task<bool> DrawAsync(
        StableDiffusionPipeline pipeline, int total, SweptPicture[] missing, string folder, IProgress<GenerationProgress> progress,
        CancellationToken cancellation)
    {
        var done = total - missing.Length;
        try
        {
            await pipeline.DrawEachAsync([.. missing.Select(picture => picture.Request)], (index, result) =>
            {
                result.Image.Save(missing[index].File);
                progress.Report(new(GenerationStage.Drawing, ++done, total));
            }, cancellation);
            return true;
        }
        catch (ModelException error) when (done > 0)
        {
            throw new ModelException(
                Invariant($"{error.Message} {done} of {total} pictures are in '{folder}': the same command goes on from there."), error);
        }
    }

    private static IEnumerable<GenerationRequest> Requests(ParseResult arguments, ModelPrompts prompts)
        => from scheduler in arguments.GetValue(Schedulers) ?? [prompts.DefaultScheduler]
            from steps in arguments.GetValue(Steps) ?? [prompts.DefaultSteps]
            from guidance in arguments.GetValue(Guidance) ?? [prompts.DefaultGuidanceScale]
            from seed in arguments.GetValue(Seeds) ?? [42]
            select new GenerationRequest(arguments.GetValue(Prompt)!)
            {
                NegativePrompt = arguments.GetValue(Negative)!,
                Scheduler = scheduler,
                Steps = steps,
                GuidanceScale = guidance,
                Seed = seed,
                Width = arguments.GetValue(Width),
                Height = arguments.GetValue(Height),
            };

    private static void Print(SweptPicture[] pictures, int drawn, StableDiffusionPipeline pipeline, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    model = pipeline.Model,
                    device = pipeline.Device.Name,
                    drawn,
                    kept = pictures.Length - drawn,
                    pictures = pictures.Select(picture => new
                    {
                        picture.Request.Scheduler, picture.Request.Steps, picture.Request.GuidanceScale, picture.Request.Seed,
                        Out = picture.File,
                    }),
                },
                JsonOutput.Options));
            return;
        }

        foreach (var picture in pictures)
        {
            Console.WriteLine(picture.File);
        }

        Console.WriteLine($"{drawn} drawn on {pipeline.Device.Name}, {pictures.Length - drawn} there before");
    }

    private static string FolderOf(string stated)
    {
        var folder = Path.GetFullPath(stated);
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"--output '{stated}' cannot be made a folder ({error.Message}). Choose another.", error);
        }
    }
}
