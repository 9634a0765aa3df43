using System.Text.Json;
using DiffusionCourse.Cost;

namespace DiffusionCourse.Cli;

/// <summary>What <c>course cost --json</c> prints. GMac is of one call; weight bytes are those of all networks.</summary>
internal sealed record CostReport(
    string Model, int Width, int Height, int Steps, double GuidanceScale, string Scheduler,
    double UnetGMac, double TextEncoderGMac, double VaeDecoderGMac, double? VaeEncoderGMac, double TotalTFlop,
    int UnetEvaluations, int TextEncoderCalls, ParameterReport Parameters, string Precision, long WeightBytes, IReadOnlyDictionary<string, double> UnetGMacByKind)
{
    public static CostReport From(GenerationCost cost, Precision precision)
    {
        var model = cost.Model;
        return new(
            model.Model, model.Width, model.Height, cost.Request.Steps, cost.GuidanceScale, cost.Request.Scheduler,
            model.UNet.GMac, model.TextEncoder.GMac, model.VaeDecoder.GMac, model.VaeEncoder?.GMac, cost.TotalTFlop,
            cost.UNetEvaluations, cost.TextEncoderCalls, ParameterReport.From(model), precision == DiffusionCourse.Cost.Precision.Half ? "fp16" : "fp32", model.WeightBytes(precision),
            model.UNet.ByKind.Where(entry => entry.Value.MultiplyAccumulates > 0).ToDictionary(entry => JsonNamingPolicy.CamelCase.ConvertName(entry.Key.ToString()), entry => entry.Value.GMac));
    }

    public string ToJson() => JsonSerializer.Serialize(this, JsonOutput.Options);
}
