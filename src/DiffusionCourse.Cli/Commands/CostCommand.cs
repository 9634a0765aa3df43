using System.CommandLine;
using System.Text.Json;
using DiffusionCourse.Cost;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary>
/// <c>course cost</c>: the arithmetic, parameters and weights behind one picture, counted from the architecture and, on request, by running
/// the networks.
/// </summary>
internal static class CostCommand
{
    private const string ThisMachine = "here";
    private static readonly Argument<string> Model = new("MODEL")
    {
        Description =
            $"{string.Join(", ", ModelArchitecture.Known.Select(known => known.Name))} (no files needed), a model below models/ or one "
                + "that was pulled, or a model's folder. With --measure also a single .onnx file.",
    };
    private static readonly Option<int?> Size = new("--size")
    {
        Description = "Width and height in pixels, in place of --width and --height. Default: the model's own.",
        CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 512")),
    };
    private static readonly Option<int?> Width = new("--width")
    {
        Description = "Width in pixels.",
        CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 512")),
    };
    private static readonly Option<int?> Height = new("--height")
    {
        Description = "Height in pixels.",
        CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 512")),
    };
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
    private static readonly Option<string?> Scheduler = new("--scheduler")
    {
        Description =
            "Scheduler, such as dpm++2m, ddim or heun; some call the UNet more often than there are steps. Default: what suits the "
                + "model, dpm++2m for most.",
    };
    private static readonly Option<double?> Strength = new("--strength")
    {
        Description = "Count image to image, with this much of the picture drawn anew: above 0, at most 1.",
        CustomParser = NumberOption.Optional(NumberOption.Real<double>("a number above 0 and at most 1, such as 0.8")),
    };
    private static readonly Option<string> Weights = Choice(
        "--precision", "Number format of the weights, for their bytes.", "fp32", "fp16");
    private static readonly Option<bool> Details =
        new("--details") { Description = "Also show the UNet by kind of operation and by resolution." };
    private static readonly Option<bool> Measure = new("--measure")
    {
        Description =
            "Also run each network and count what runs, with the time and the rate of each kind of operation. Needs the model's files, "
                + "but no config.json.",
    };
    private static readonly Option<int> Runs = new("--runs")
    {
        Description = "Runs of each network with --measure, 1 to 1000; the first, which is slower, comes on top.",
        CustomParser = NumberOption.Whole<int>("a whole number from 1 to 1000, such as 5"),
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<string[]> Shapes = new("--shape")
    {
        Description =
            "With --measure and an .onnx file: the shape of an input that the graph leaves open, such as sample=1x4x64x64. May be given "
                + "several times.",
    };
    private static readonly Option<string> Device = new("--device")
    {
        Description = $"Where --measure runs: {string.Join(", ", InferenceDevice.Names)}.",
        DefaultValueFactory = _ => "auto",
    };
    private static readonly Option<string?> Predict = new("--predict")
    {
        Description =
            $"Also predict the time on a device: {string.Join(", ", DeviceRates.Known.Select(device => device.Name))}, or {ThisMachine}, "
                + "whose rates are measured.",
    };
    private static readonly Option<double> Efficiency = new("--efficiency")
    {
        Description =
            "Share of the device's matrix rate that --predict assumes to be reached, above 0 and at most 1. Default: 1, which nothing "
                + "reaches.",
        CustomParser = NumberOption.Real<double>("a number above 0 and at most 1, such as 0.17"),
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object; GMac is 1e9 multiply-accumulates of one call, a TFlop counts two for each." };

    public static Command Create()
    {
        var command =
            new Command(
                "cost",
                "Count the arithmetic, parameters and weights behind one picture.") { Model, Size, Width, Height, Steps, Guidance,
                Scheduler, Strength, Weights, Details, Measure, Runs, Shapes, Device, Predict, Efficiency, Json };
        command.SetAction((arguments, cancellation) => Task.Run(() => Run(arguments, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        var model = arguments.GetValue(Model)!;
        if (arguments.GetValue(Measure) && model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return MeasureFile(model, arguments, cancellation);
        }

        var (cost, request, plan, missing) = Count(model, arguments);
        var profile = arguments.GetValue(Measure)
            ? ModelProfile.Measure(
                model, request.Width, request.Height, arguments.GetValue(Runs), InferenceDevice.Parse(arguments.GetValue(Device)!),
                cancellation)
            : null;
        var prediction = Prediction(arguments, cost, cancellation);
        var precision = arguments.GetValue(Weights) == "fp16" ? Precision.Half : Precision.Full;
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(
                (cost is not null ? CostReport.From(cost, precision) : CostReport.From(profile!, plan, request, precision))
                    .With(profile, prediction).ToJson());
            return ExitCode.Success;
        }

        if (missing is not null)
        {
            Console.Error.WriteLine($"notice: only what runs is counted. {missing}");
        }

        Show(cost, profile, precision, arguments.GetValue(Details));
        if (prediction is not null)
        {
            ConsoleTable.Show(prediction.Table);
        }

        return ExitCode.Success;
    }

    private static TimePrediction? Prediction(ParseResult arguments, GenerationCost? cost, CancellationToken cancellation)
    {
        if (arguments.GetValue(Predict) is not { } name)
        {
            return null;
        }

        if (cost is null)
        {
            throw new ArgumentException(
                "--predict needs the model's architecture: its folder has no config.json files. Name an architecture, such as sd15.");
        }

        var device = name.Equals(ThisMachine, StringComparison.OrdinalIgnoreCase)
            ? DeviceRates.Measure(InferenceDevice.Parse(arguments.GetValue(Device)!), cancellation)
            : DeviceRates.Find(name);
        return TimePrediction.Of(cost, device with { Efficiency = arguments.GetValue(Efficiency) });
    }

    // What the picture to start from shows does not matter, so it is the smallest that there is.
    private static GenerationRequest Request(ParseResult arguments, int usualSteps, string usualScheduler) => new("")
    {
        Width = Side(arguments, Width),
        Height = Side(arguments, Height),
        Steps = arguments.GetValue(Steps) ?? usualSteps,
        GuidanceScale = arguments.GetValue(Guidance),
        Scheduler = arguments.GetValue(Scheduler) ?? usualScheduler,
        Strength = arguments.GetValue(Strength),
        Image = arguments.GetValue(Strength) is null ? null : new RgbImage(1, 1, [0, 0, 0]),
    };

    private static int? Side(ParseResult arguments, Option<int?> own) => (arguments.GetValue(own), arguments.GetValue(Size)) switch
    {
        ({ } side, { } size)
            => throw new ArgumentException($"Both {own.Name} ({side}) and {Size.Name} ({size}) are given: leave one of them out."),
        var (side, size) => side ?? size,
    };

    private static (
        GenerationCost? Cost, GenerationRequest Request, NetworkCalls Plan, string? Missing) Count(string model, ParseResult arguments)
    {
        try
        {
            var architecture = ModelArchitecture.Open(model);
            var request = Request(arguments, architecture.DefaultSteps, architecture.DefaultScheduler);
            var cost = architecture.CostOf(request);
            return (cost, request, cost.Calls, null);
        }
        catch (ModelException error) when (arguments.GetValue(Measure))
        {
            // A folder without config.json files can still be measured.
            var folder = ModelFolder.Open(model);
            var request = Request(arguments, folder.Prompts.DefaultSteps, folder.Prompts.DefaultScheduler);
            var schedule = folder.SchedulerConfig is { } file ? SchedulerConfig.FromFile(file) : null;
            var embedsGuidance = folder.Config("unet")?.Number("time_cond_proj_dim") is not null;
            return (null, request, NetworkCalls.For(request, schedule, folder.Prompts.DefaultGuidanceScale, embedsGuidance), error.Message);
        }
    }

    private static int MeasureFile(string path, ParseResult arguments, CancellationToken cancellation)
    {
        var shapes = (arguments.GetValue(Shapes) ?? []).Select(InputShape.Parse).ToDictionary(shape => shape.Name, shape => shape.Sizes);
        var profile = NetworkProfile.Measure(
            path, Path.GetFileName(path), shapes, arguments.GetValue(Runs), InferenceDevice.Parse(arguments.GetValue(Device)!),
            cancellation);
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(MeasuredNetwork.From(profile), JsonOutput.Options));
        }
        else
        {
            Show(profile);
        }

        return ExitCode.Success;
    }

    private static void Show(GenerationCost? cost, ModelProfile? profile, Precision precision, bool details)
    {
        if (cost is not null)
        {
            Show(cost, precision);
            if (details)
            {
                ConsoleTable.Show(cost.Model.UNet.KindTable);
                ConsoleTable.Show(cost.Model.UNet.ResolutionTable);
            }
        }

        if (profile is not null)
        {
            ConsoleTable.Show(cost is null ? profile.Table : profile.CompareWith(cost.Model));
            foreach (var network in profile.Networks)
            {
                Show(network);
            }
        }

        AnsiConsole.WriteLine(
            "1 GMAC = 1e9 multiply-accumulates = 2e9 FLOP: convolutions, linear layers and both products of attention; norms and "
                + "element-wise work are left out.");
    }

    private static void Show(NetworkProfile network)
    {
        ConsoleTable.Show(network.Table);
        if (network.Notice is { } notice)
        {
            Console.Error.WriteLine($"notice: {network.Name}: {notice}");
        }
    }

    private static void Show(GenerationCost cost, Precision precision)
    {
        var model = cost.Model;
        var (unit, flop) = cost.TotalTFlop < 1 ? ("GFLOP", 1e9) : ("TFLOP", 1e12);
        var table = new Table().AddColumn("network").Border(TableBorder.Minimal)
            .Title(Text($"{cost.Title}"));
        foreach (var header in new[] { "calls", "GMAC a call", unit, "parameters", "weights MB" })
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }

        foreach (var (network, calls) in Parts(cost))
        {
            table.AddRow(
                network.Name, Text($"{calls}"), Text($"{network.GMac:0.####}"),
                Text($"{2 * calls * network.Total.MultiplyAccumulates / flop:0.###}"),
                Text($"{network.Parameters:N0}"), Text($"{network.Total.WeightBytes(precision) / 1e6:0.0}"));
        }

        table.AddRow(
            "all", "", "", Text($"{2 * cost.MultiplyAccumulates / flop:0.###}"), Text($"{model.Parameters:N0}"),
            Text($"{model.WeightBytes(precision) / 1e6:0.0}"));
        AnsiConsole.Write(table);
    }

    private static IEnumerable<(NetworkCost Network, int Calls)> Parts(GenerationCost cost)
        => cost is { Model.VaeEncoder: { } encoder, VaeEncoderCalls: 0 } ? [.. cost.Parts, (encoder, 0)] : cost.Parts;

    private static string Text(FormattableString text) => Markup.Escape(Invariant(text));

    private static Option<string> Choice(string name, string description, string first, string second)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => first };
        option.AcceptOnlyFromAmong(first, second);
        return option;
    }
}
