using System.Diagnostics;
using System.Globalization;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Speed;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// From the start of a process to the picture on the disk for <c>course generate</c>, published, beside what no programme can
/// do without: loading the cached sessions in parallel and the bare calls, in a fresh process each, by turns.
/// </summary>
internal static class StartUp
{
    private const int Steps = 20;
    private const int Rounds = 20;
    private const string Floor = "floor";

    public static Task<int> RunAsync(string[] arguments) => Task.FromResult(arguments switch
    {
        [Floor, var model] => BareProcess(model),
        [] => Compare(FindPublished()),
        [var command, ..] => Compare(command),
    });

    private static int Compare(string? command)
    {
        if (command is null || !File.Exists(command))
        {
            Console.Error.WriteLine("Publish the command first: dotnet publish src/DiffusionCourse.Cli -c Release. Or name it: -- startup PATH");
            return 1;
        }

        var model = ModelFolder.Open(ModelLocator.EmbeddedModel).FullPath;
        var folder = Directory.CreateTempSubdirectory("startup-").FullName;
        try
        {
            var picture = Path.Combine(folder, "picture.png");
            string[] generate = ["generate", "a red apple, flat style, blue background", "--guidance", "3", "--seed", "42", "--model", model, "--out", picture];
            var (onDisk, ended, bare, bareEnded) = (new double[Rounds], new double[Rounds], new double[Rounds], new double[Rounds]);
            for (var round = -2; round < Rounds; round++)
            {
                var start = DateTime.UtcNow;
                var (_, whole) = Start(command, generate);
                var written = (File.GetLastWriteTimeUtc(picture) - start).TotalMilliseconds;
                var (inside, wholeBare) = Start(Path.ChangeExtension(typeof(StartUp).Assembly.Location, OperatingSystem.IsWindows() ? "exe" : null), ["startup", Floor, model]);
                if (round >= 0)
                {
                    (onDisk[round], ended[round], bareEnded[round]) = (written, whole, wholeBare);
                    bare[round] = double.Parse(inside, CultureInfo.InvariantCulture);
                }
            }

            Report(new("course generate, from process start to the picture on the disk", onDisk), new("loading the cached sessions in parallel and the bare calls, inside a process", bare));
            Report(new("course generate, to the end of the process", ended), new("the same bare calls, to the end of their process", bareEnded));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(Timing own, Timing floor)
    {
        foreach (var time in new[] { own, floor })
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Name}: median {time.Median:0} ms, min {time.Minimum:0} ms"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio: median of pairs {own.RatioTo(floor):0.00}, of minima {own.Minimum / floor.Minimum:0.00}"));
    }

    // What a fresh process prints: milliseconds of loading and calls, without its own start.
    private static int BareProcess(string model)
    {
        var folder = ModelFolder.Open(model);
        var start = Stopwatch.GetTimestamp();
        var text = Task.Run(() => OptimisedGraphs.OfUser.Open(folder.TextEncoder, InferenceDevice.Choose(DeviceChoice.Cpu), Environment.ProcessorCount));
        using (var calls = BareCalls.Open(folder, GuidanceArrangement.ConcurrentCalls))
        {
            using var session = text.Result;
            BareCalls.Encode(session, times: 2);
            calls.Picture(Steps);
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture));
            Console.Out.Flush();
            Environment.Exit(0);
        }

        return 0;
    }

    private static (string Output, double Milliseconds) Start(string command, string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? (output, Stopwatch.GetElapsedTime(start).TotalMilliseconds) : throw new InvalidOperationException($"{command} ended with {process.ExitCode}.");
    }

    private static string? FindPublished()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var published = Path.Combine(folder.FullName, "publish", "DiffusionCourse.Cli");
            if (Directory.Exists(published))
            {
                return Directory.EnumerateFiles(published, OperatingSystem.IsWindows() ? "course.exe" : "course", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc);
            }
        }

        return null;
    }
}
