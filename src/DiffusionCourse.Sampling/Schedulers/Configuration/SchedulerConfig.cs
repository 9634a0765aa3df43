using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What a model's scheduler_config.json states, in diffusers' terms. A property is null where the file states nothing: a
/// scheduler made from the configuration then falls to its own default. Unknown fields are kept and written back.
/// </summary>
public sealed partial record SchedulerConfig
{
    /// <summary>The scheduler_config.json of Stable Diffusion 1.5.</summary>
    public static SchedulerConfig StableDiffusion15 { get; } = new()
    {
        ClassName = "PNDMScheduler",
        NumTrainTimesteps = 1000,
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = "scaled_linear",
        PredictionType = "epsilon",
        ClipSample = false,
        SetAlphaToOne = false,
        SkipPrkSteps = true,
        StepsOffset = 1,
    };

    /// <summary>The scheduler's class: "PNDMScheduler".</summary>
    [JsonPropertyName("_class_name")]
    public string? ClassName { get; init; }

    /// <summary>The version of diffusers that wrote the file.</summary>
    [JsonPropertyName("_diffusers_version")]
    public string? DiffusersVersion { get; init; }

    /// <summary>Training timesteps T.</summary>
    public int? NumTrainTimesteps { get; init; }

    /// <summary>beta at the first timestep.</summary>
    public double? BetaStart { get; init; }

    /// <summary>beta at the last timestep.</summary>
    public double? BetaEnd { get; init; }

    /// <summary>"linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "laplace" or "exp".</summary>
    public string? BetaSchedule { get; init; }

    /// <summary>The variances themselves, in place of a named schedule.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }

    /// <summary>"epsilon", "sample", "v_prediction" or "flow_prediction".</summary>
    public string? PredictionType { get; init; }

    /// <summary>
    /// "leading", "linspace" or "trailing"; "align_your_steps" here and not in diffusers, which takes the list as custom timesteps.
    /// </summary>
    public string? TimestepSpacing { get; init; }

    /// <summary>Added to the timesteps under leading spacing.</summary>
    public int? StepsOffset { get; init; }

    /// <summary>
    /// Whether the schedule is moved to zero terminal SNR. Every scheduler here follows it, since the schedule is the model's; in
    /// diffusers DEIS, DPM-Solver singlestep, Heun, LMS, DPM2, DPM2 a and PNDM have no such parameter and sample such a model on a
    /// schedule that it was not trained with.
    /// </summary>
    public bool? RescaleBetasZeroSnr { get; init; }

    /// <summary>Whether the last step ends without any noise.</summary>
    public bool? SetAlphaToOne { get; init; }

    /// <summary>Whether PNDM starts without its Runge-Kutta steps.</summary>
    public bool? SkipPrkSteps { get; init; }

    /// <summary>Whether the predicted x_0 is clamped.</summary>
    public bool? ClipSample { get; init; }

    /// <summary>Half-width of that clamp.</summary>
    public double? ClipSampleRange { get; init; }

    /// <summary>Whether the predicted x_0 is thresholded dynamically.</summary>
    public bool? Thresholding { get; init; }

    /// <summary>The quantile used for it.</summary>
    public double? DynamicThresholdingRatio { get; init; }

    /// <summary>The largest threshold.</summary>
    public double? SampleMaxValue { get; init; }

    /// <summary>
    /// DDPM: "fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log"; "learned" kinds for models that predict it.
    /// </summary>
    public string? VarianceType { get; init; }

    /// <summary>Order of a multistep solver.</summary>
    public int? SolverOrder { get; init; }

    /// <summary>"dpmsolver++", "dpmsolver", "sde-dpmsolver++", "sde-dpmsolver" or "deis".</summary>
    public string? AlgorithmType { get; init; }

    /// <summary>"midpoint" or "heun"; "logrho" for DEIS; "bh1" or "bh2" for UniPC.</summary>
    public string? SolverType { get; init; }

    /// <summary>Whether short runs end on lower orders.</summary>
    public bool? LowerOrderFinal { get; init; }

    /// <summary>Whether the last step is of first order.</summary>
    public bool? EulerAtFinal { get; init; }

    /// <summary>Karras spacing of noise levels.</summary>
    public bool? UseKarrasSigmas { get; init; }

    /// <summary>Exponential spacing of noise levels.</summary>
    public bool? UseExponentialSigmas { get; init; }

    /// <summary>Beta-quantile spacing of noise levels.</summary>
    public bool? UseBetaSigmas { get; init; }

    /// <summary>Log-SNR spacing of noise levels.</summary>
    public bool? UseLuLambdas { get; init; }

    /// <summary>
    /// DPM-Solver multistep and UniPC: noise levels of straight paths, for models that predict a velocity (flow matching).
    /// </summary>
    public bool? UseFlowSigmas { get; init; }

    /// <summary>The shift of flow sigmas (<see cref="Schedulers.FlowShift"/>).</summary>
    public double? FlowShift { get; init; }

    /// <summary>The flow schedulers: the constant shift (<see cref="Schedulers.FlowShift"/>).</summary>
    public double? Shift { get; init; }

    /// <summary>Whether the shift follows the resolution.</summary>
    public bool? UseDynamicShifting { get; init; }

    /// <summary>"exponential" or "linear".</summary>
    public string? TimeShiftType { get; init; }

    /// <summary>mu of a shift by resolution at <see cref="BaseImageSeqLen"/> tokens.</summary>
    public double? BaseShift { get; init; }

    /// <summary>mu of a shift by resolution at <see cref="MaxImageSeqLen"/> tokens.</summary>
    public double? MaxShift { get; init; }

    /// <summary>The smaller number of picture tokens of a shift by resolution.</summary>
    public int? BaseImageSeqLen { get; init; }

    /// <summary>The larger number of picture tokens of a shift by resolution.</summary>
    public int? MaxImageSeqLen { get; init; }

    /// <summary>Where the last flow sigma before 0 is stretched to.</summary>
    public double? ShiftTerminal { get; init; }

    /// <summary>Whether flow sigmas are counted as 1 - sigma.</summary>
    public bool? InvertSigmas { get; init; }

    /// <summary>Whether each flow step predicts x_0 and noises it anew.</summary>
    public bool? StochasticSampling { get; init; }

    /// <summary>"zero" or "sigma_min".</summary>
    public string? FinalSigmasType { get; init; }

    /// <summary>Timesteps of lower lambda are left out.</summary>
    public double? LambdaMinClipped { get; init; }

    /// <summary>Smallest sigma of a spread spacing.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>Largest sigma of a spread spacing.</summary>
    public double? SigmaMax { get; init; }

    /// <summary>EDM: standard deviation of the training data.</summary>
    public double? SigmaData { get; init; }

    /// <summary>EDM: "karras" or "exponential".</summary>
    public string? SigmaSchedule { get; init; }

    /// <summary>EDM: exponent of Karras spacing.</summary>
    public double? Rho { get; init; }

    /// <summary>Euler: "linear" or "log_linear".</summary>
    public string? InterpolationType { get; init; }

    /// <summary>Euler: "discrete" or "continuous".</summary>
    public string? TimestepType { get; init; }

    /// <summary>UniPC: whether it works on the predicted x_0.</summary>
    [JsonPropertyName("predict_x0")]
    public bool? PredictX0 { get; init; }

    /// <summary>UniPC: steps without the corrector.</summary>
    public IReadOnlyList<int>? DisableCorrector { get; init; }

    /// <summary>LCM and TCD: the steps that the model was distilled from.</summary>
    public int? OriginalInferenceSteps { get; init; }

    /// <summary>LCM and TCD: factor on the timestep in the boundary condition.</summary>
    public double? TimestepScaling { get; init; }

    /// <summary>Fields of the file that this library does not know, as they were written.</summary>
    [JsonExtensionData]
    [JsonInclude]
    internal Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Names of the fields that were kept but are not used.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> UnknownFields => Extra is null ? [] : [.. Extra.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Reads a scheduler_config.json.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">The file is not a scheduler configuration, or a number of it cannot be; the message names file and
    /// field.</exception>
    public static SchedulerConfig FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return FromJson(File.ReadAllText(path));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the text of a scheduler_config.json. Python's bare Infinity and NaN are accepted.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not a scheduler configuration, or a number of it cannot be; the message names the
    /// field.</exception>
    public static SchedulerConfig FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var strict = BareNumber().Replace(json, match => match.Groups["bare"].Success ? $"\"{match.Value.Trim()}\"" : match.Value);
            var config = JsonSerializer.Deserialize(strict, SchedulerConfigJson.Default.SchedulerConfig)
                ?? throw new FormatException("A scheduler configuration must be a JSON object, not null.");
            SchedulerConfigLimits.Check(config);
            return config;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"Not a scheduler configuration: {FaultOf(exception)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Of a text that holds half a surrogate pair.
            throw new FormatException($"Not a scheduler configuration: {exception.Message}", exception);
        }
    }

    /// <summary>What is wrong, in the file's words: the reader's own message names types of this library.</summary>
    private static string FaultOf(JsonException exception) => exception switch
    {
        { InnerException: JsonException } or { Path: null } => $"it is not JSON. {exception.Message}",
        { Path: "$" } => "it must be a JSON object.",
        { Path: var path, LineNumber: var line } => $"the value of {path[2..]} in line {line + 1} is of another kind than this field's.",
    };

    /// <summary>Writes what is stated, and unknown fields, as diffusers would: a minus infinity is bare, as Python writes it.</summary>
    public string ToJson() => QuotedNumber().Replace(
        JsonSerializer.Serialize(this, SchedulerConfigJson.Default.SchedulerConfig), match => ": " + match.Groups["number"].Value);

    /// <summary>A string, or a number that JSON has no form for.</summary>
    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|(?<bare>-?Infinity|NaN)")]
    private static partial Regex BareNumber();

    [GeneratedRegex(": \"(?<number>-?Infinity|NaN)\"")]
    private static partial Regex QuotedNumber();
}
