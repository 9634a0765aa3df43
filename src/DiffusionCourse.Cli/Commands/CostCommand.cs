using System.CommandLine;
using System.Globalization;
using DiffusionCourse.Cost;
using DiffusionCourse.Pipelines;
using Spectre.Console;

namespace DiffusionCourse.Cli.Commands;

/// <summary><c>course cost</c>: the arithmetic, parameters and weights behind one picture, counted from the architecture.</summary>
internal static class CostCommand
{
    private static readonly Argument<string> Model = new("MODEL") { Description = $"{string.Join(", ", ModelArchitecture.Known.Select(known => known.Name))} (no files needed), a model below models/ or one that was pulled, or a model's folder." };
    private static readonly Option<int?> Size = new("--size") { Description = "Width and height in pixels. Default: the model's own.", CustomParser = NumberOption.Optional(NumberOption.Whole<int>("a whole number of pixels, such as 512")) };
    private static readonly Option<int> Steps = new("--steps") { Description = "Inference steps, 1 to 1000.", CustomParser = NumberOption.Whole<int>("a whole number from 1 to 1000, such as 20"), DefaultValueFactory = _ => 20 };
    private static readonly Option<double?> Guidance = new("--guidance") { Description = "Guidance scale w, 0 to 100; up to 1 switches guidance off. Default: what suits the model.", CustomParser = NumberOption.Optional(NumberOption.Real<double>("a number from 0 to 100, such as 7.5")) };
    private static readonly Option<string> Scheduler = new("--scheduler") { Description = "Scheduler, such as dpm++2m, ddim or heun; some call the UNet more often than there are steps.", DefaultValueFactory = _ => "dpm++2m" };
    private static readonly Option<string> Weights = Choice("--precision", "Number format of the weights, for their bytes.", "fp32", "fp16");
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object; GMac is 1e9 multiply-accumulates of one call, a TFlop counts two for each." };

    public static Command Create()
    {
        var command = new Command("cost", "Count the arithmetic, parameters and weights behind one picture.") { Model, Size, Steps, Guidance, Scheduler, Weights, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        int? size = arguments.GetValue(Size);
        var cost = ModelArchitecture.Open(arguments.GetValue(Model)!).CostOf(new GenerationRequest("")
        {
            Width = size,
            Height = size,
            Steps = arguments.GetValue(Steps),
            GuidanceScale = arguments.GetValue(Guidance),
            Scheduler = arguments.GetValue(Scheduler)!,
        });
        var precision = arguments.GetValue(Weights) == "fp16" ? Precision.Half : Precision.Full;
        if (arguments.GetValue(Json))
        {
            Console.WriteLine(CostReport.From(cost, precision).ToJson());
        }
        else
        {
            Show(cost, precision);
        }

        return ExitCode.Success;
    }

    private static void Show(GenerationCost cost, Precision precision)
    {
        var model = cost.Model;
        var (unit, flop) = cost.TotalTFlop < 1 ? ("GFLOP", 1e9) : ("TFLOP", 1e12);
        var table = new Table().AddColumn("network").Border(TableBorder.Minimal)
            .Title(Text($"{model.Model}, {model.Width} x {model.Height}, {cost.Request.Steps} steps of {cost.Request.Scheduler}, w = {cost.GuidanceScale}"));
        foreach (string header in new[] { "calls", "GMAC a call", unit, "parameters", "weights MB" })
        {
            table.AddColumn(new TableColumn(header).RightAligned().NoWrap());
        }

        foreach (var (network, calls) in Parts(cost))
        {
            table.AddRow(
                network.Name, Text($"{calls}"), Text($"{network.GMac:0.####}"), Text($"{2 * calls * network.Total.MultiplyAccumulates / flop:0.###}"),
                Text($"{network.Parameters:N0}"), Text($"{network.Total.WeightBytes(precision) / 1e6:0.0}"));
        }

        table.AddRow("all", "", "", Text($"{2 * cost.MultiplyAccumulates / flop:0.###}"), Text($"{model.Parameters:N0}"), Text($"{model.WeightBytes(precision) / 1e6:0.0}"));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("1 GMAC = 1e9 multiply-accumulates = 2e9 FLOP: convolutions, linear layers and both products of attention; norms and element-wise work are left out.");
    }

    private static IEnumerable<(NetworkCost Network, int Calls)> Parts(GenerationCost cost)
    {
        yield return (cost.Model.TextEncoder, cost.TextEncoderCalls);
        yield return (cost.Model.UNet, cost.UNetEvaluations);
        yield return (cost.Model.VaeDecoder, 1);
        if (cost.Model.VaeEncoder is { } encoder)
        {
            yield return (encoder, 0);
        }
    }

    private static string Text(FormattableString text) => Markup.Escape(text.ToString(CultureInfo.InvariantCulture));

    private static Option<string> Choice(string name, string description, string first, string second)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => first };
        option.AcceptOnlyFromAmong(first, second);
        return option;
    }
}
