using System.Text.Json;
using System.Text.Json.Serialization;
using DiffusionCourse.Cost;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cli;

/// <summary>
/// What <c>course cost --json</c> prints. GMac is of one call; weight bytes are those of all networks; activation bytes are
/// those of one UNet call, as if every layer went through memory.
/// </summary>
internal sealed record CostReport(
    string Model, int Width, int Height, int Steps, double GuidanceScale, string Scheduler, string CountedBy,
    double UnetGMac, double TextEncoderGMac, double VaeDecoderGMac, double? VaeEncoderGMac, double TotalTFlop,
    int UnetEvaluations, int TextEncoderCalls, int VaeEncoderCalls, double Strength, ParameterReport Parameters, string Precision,
    long WeightBytes)
{
    private const string CountingRule =
        "1 MAC is a multiplication added to a sum, and 2 FLOP: convolutions, linear layers and both products of attention; norms and "
            + "element-wise work are left out.";

    public string Rule { get; } = CountingRule;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? UnetActivationBytes { get; init; }

    public required IReadOnlyDictionary<string, double> UnetGMacByKind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? UnetGMacByResolution { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MeasuredNetwork>? Measured { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PredictionReport? Prediction { get; init; }

    public static CostReport From(GenerationCost cost, Precision precision)
    {
        var model = cost.Model;
        return new(
            model.Model, model.Width, model.Height, cost.Request.Steps, cost.GuidanceScale, cost.Request.Scheduler, "architecture",
            model.UNet.GMac, model.TextEncoder.GMac, model.VaeDecoder.GMac, model.VaeEncoder?.GMac, cost.TotalTFlop,
            cost.UNetEvaluations, cost.TextEncoderCalls, cost.VaeEncoderCalls, cost.Calls.Strength, ParameterReport.From(model),
            Name(precision), model.WeightBytes(precision))
        {
            UnetActivationBytes = model.UNet.Total.ActivationBytes(precision),
            UnetGMacByKind = ByKind(model.UNet.ByKind.Select(entry => (entry.Key, entry.Value.GMac))),
            UnetGMacByResolution = model.UNet.ByResolution.Where(entry => entry.Value.MultiplyAccumulates > 0).ToDictionary(
                entry => entry.Key.ToString(), entry => entry.Value.GMac),
        };
    }

    /// <summary>For a model whose folder does not say how its networks are built.</summary>
    public static CostReport From(ModelProfile profile, NetworkCalls plan, GenerationRequest request, Precision precision)
    {
        var texts = profile.Networks.Where(network => network.Name.StartsWith("text", StringComparison.Ordinal)).ToArray();
        var text = texts.Sum(network => network.GMac);
        var total = plan.TextEncoderCalls * text + plan.UNetEvaluations * profile.UNet.GMac + profile.VaeDecoder.GMac
            + plan.VaeEncoderCalls * (profile.VaeEncoder?.GMac ?? 0);
        var parameters = new ParameterReport(
            profile.UNet.Parameters, texts.Sum(network => network.Parameters), profile.VaeDecoder.Parameters,
            profile.VaeEncoder?.Parameters);
        var size = precision == DiffusionCourse.Cost.Precision.Half ? 2 : 4;
        return new(
            profile.Model, profile.Width, profile.Height, request.Steps, plan.GuidanceScale, request.Scheduler, "run",
            profile.UNet.GMac, text, profile.VaeDecoder.GMac, profile.VaeEncoder?.GMac, 2 * total / 1000,
            plan.UNetEvaluations, plan.TextEncoderCalls, plan.VaeEncoderCalls, plan.Strength, parameters, Name(precision),
            size * profile.Networks.Sum(network => network.Parameters))
        {
            UnetGMacByKind = ByKind(profile.UNet.ByKind.Select(entry => (entry.Key, entry.Value.GMac))),
        };
    }

    public CostReport With(ModelProfile? profile, TimePrediction? prediction) => this with
    {
        Measured = profile?.Networks.Select(MeasuredNetwork.From).ToArray(),
        Prediction = prediction is null ? null : PredictionReport.From(prediction),
    };

    public string ToJson() => JsonSerializer.Serialize(this, JsonOutput.Options);

    private static string Name(Precision precision) => precision == DiffusionCourse.Cost.Precision.Half ? "fp16" : "fp32";

    private static Dictionary<string, double> ByKind(IEnumerable<(OperationKind Kind, double GMac)> kinds)
        => kinds.Where(entry => entry.GMac > 0).ToDictionary(
            entry => JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()), entry => entry.GMac);
}

/// <summary>Learnt numbers of each network; null where the model has none.</summary>
internal sealed record ParameterReport(long Unet, long TextEncoder, long VaeDecoder, long? VaeEncoder)
{
    public static ParameterReport From(ModelCost model)
        => new(model.UNet.Parameters, model.TextEncoder.Parameters, model.VaeDecoder.Parameters, model.VaeEncoder?.Parameters);
}

/// <summary>The time that <c>course cost --predict --json</c> expects; milliseconds are of one call.</summary>
internal sealed record PredictionReport(
    string Device, double Efficiency, double GFlopPerSecond, double? GigabytesPerSecond, double Seconds, double UnetMilliseconds,
    double TextEncoderMilliseconds, double VaeDecoderMilliseconds, string Arrangement, string Source)
{
    public static PredictionReport From(TimePrediction prediction) => new(
        prediction.Device.Name, prediction.Device.Efficiency, prediction.Device.GFlopPerSecond, prediction.Device.GigabytesPerSecond,
        prediction.Total.TotalSeconds,
        prediction.Parts[1].OneCall.TotalMilliseconds, prediction.Parts[0].OneCall.TotalMilliseconds,
        prediction.Parts[2].OneCall.TotalMilliseconds, prediction.Arrangement.ToString(), prediction.Device.Source);
}
