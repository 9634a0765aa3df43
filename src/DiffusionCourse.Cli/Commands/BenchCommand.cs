using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DiffusionCourse.Models;
using DiffusionCourse.Speed;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course bench</c>: what is fast on this machine, and what the pipeline costs over the bare calls.</summary>
internal static class BenchCommand
{
    private static readonly Option<string> Model = new("--model")
    {
        Description = "A model below models/, or a folder in Stable Diffusion's ONNX layout.",
        DefaultValueFactory = _ => ModelLocator.DefaultModel,
    };
    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Guided steps a picture, 1 to 200.",
        CustomParser = NumberOption.Whole<int>("a whole number from 1 to 200, such as 20"),
        DefaultValueFactory = _ => 20,
    };
    private static readonly Option<int?> Rounds = new("--rounds")
    {
        Description = "Times that each contender is timed, 1 to 1000. Default: 15, or 3 with --quick.",
        CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number from 1 to 1000, such as 15")),
    };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer rounds: a first impression." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    public static Command Create()
    {
        var command =
            new Command(
                "bench",
                "Compare, on this machine, the pipeline with the bare ONNX Runtime calls, and ways to run them.") { Model, Steps, Rounds,
                Quick, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var rounds = arguments.GetValue(Rounds) ?? (arguments.GetValue(Quick) ? 3 : 15);
        var steps = arguments.GetValue(Steps);
        Require(Rounds.Name, rounds, 1000, 15);
        Require(Steps.Name, steps, 200, 20);
        SharedThreadPool.Create();
        var model = ModelFolder.Open(arguments.GetValue(Model)!);
        var report = await Task.Run(
            () => new SpeedBenchmark(
                model, steps, rounds, OwnProcess.Run, stage => Console.Error.WriteLine($"measuring {stage} ..."), cancellation).RunAsync(),
            cancellation);
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonOutput.Options));
        }
        else
        {
            Show(report);
        }

        return ExitCode.Success;
    }

    private static void Require(string option, int value, int most, int usual)
    {
        if (value < 1 || value > most)
        {
            throw new ArgumentException($"{option} is {value}: it must be 1 to {most}. Leave it out for {usual}.");
        }
    }

    private static void Show(SpeedReport report)
    {
        AnsiConsole.WriteLine($"{report.Model} on {report.Machine}; {report.Rounds} rounds by turns, ratios within a round");
        foreach (var section in report.Sections)
        {
            var table = new Table().Title(Markup.Escape(section.Title)).AddColumn("what").Border(TableBorder.Minimal);
            foreach (var header in new[] { "median ms", "min ms", "ratio" })
            {
                table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
            }

            foreach (var row in section.Rows)
            {
                table.AddRow(
                    Markup.Escape(row.Name), Number(row.MedianMs, "0.0"), Number(row.MinimumMs, "0.0"), Number(row.Ratio, "0.000"));
            }

            AnsiConsole.Write(table);
        }

        AnsiConsole.WriteLine(
            $"guided steps run as {report.Arrangement}; the pipeline takes {Number(report.PipelineOverBareCalls, "0.000")} times the "
                + "fastest bare calls");
        AnsiConsole.WriteLine(
            $"bytes allocated a denoising step: {Number(report.BytesPerStep, "0.##")}; peak memory with all sessions of the comparisons: "
                + $"{Number(report.PeakMegabytes, "0")} MB");
        foreach (var notice in report.Notices)
        {
            AnsiConsole.WriteLine($"notice: {notice}");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
