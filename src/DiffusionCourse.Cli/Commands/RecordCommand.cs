using System.CommandLine;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Recordings;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course record</c>: what a model draws for parts 4, 5, 7 and 9, kept for readers who cannot run it.</summary>
internal static class RecordCommand
{
    private static readonly Option<string> Model = DrawingOptions.Model();
    private static readonly Option<string> Device = DrawingOptions.Device();
    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The folder to write; an earlier recording in it is replaced. Default: models/recordings/NAME, where the pages of "
            + "parts 4, 5, 7 and 9 look for it.",
    };

    public static Command Create()
    {
        var command = new Command("record", "Draw the grids of parts 4, 5, 7 and 9 on a model, and keep them in a folder of pictures.")
        {
            Model, Device, Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        using var pipeline = await StableDiffusionPipeline.LoadAsync(
            arguments.GetValue(Model), new() { Device = InferenceDevice.Parse(arguments.GetValue(Device)!) }, cancellation);
        var folder = Path.GetFullPath(arguments.GetValue(Output) ?? Recording.UsualFolder(pipeline.ModelPath));
        var recording = await ProgressLine.ShowAsync("Drawing", progress =>
            Recorder.RecordAsync(pipeline, folder, progress, cancellation));
        var files = Directory.GetFiles(folder);
        Console.WriteLine(Invariant(
            $"{recording.Model} on {recording.Device}: {files.Length - 1} pictures in {folder}, {files.Sum(file =>
                new FileInfo(file).Length) / 1024.0:0} KB."));
        Console.WriteLine("The pages of parts 4, 5, 7 and 9 show a recording in models/recordings beside their own pictures.");
        return ExitCode.Success;
    }
}
