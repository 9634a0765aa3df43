using System.Runtime.InteropServices;
using DiffusionCourse.Display;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse;

/// <summary>What was found on this machine.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record CourseSetup : IHtmlDisplay
{
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>The library's version.</summary>
    public required string Version { get; init; }

    /// <summary>The .NET runtime's version.</summary>
    public required string Runtime { get; init; }

    /// <summary>ONNX Runtime's version.</summary>
    public required string OnnxRuntime { get; init; }

    /// <summary>Where models run, and why.</summary>
    public required InferenceDevice Device { get; init; }

    /// <summary>Name and memory of the GPUs that the driver lists; empty without an NVIDIA driver.</summary>
    public required IReadOnlyList<string> Gpus { get; init; }

    /// <summary>Logical processors.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory that this process may use, in GiB.</summary>
    public required double MemoryGiB { get; init; }

    /// <summary>Models that are present.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The model that notebooks use.</summary>
    public required string Model { get; init; }

    /// <summary>What the reader should do, or null where all is well.</summary>
    public string? Advice => Models.Count == 0
        ? $"No model was found. Run from the course's folder, or set {ModelLocator.FoldersVariable}."
        : !ModelLocator.IsPresent(Model)
            ? $"The model '{Model}' that {ModelLocator.ModelVariable} names is not present. Unset it, pull the model (course models pull "
                + $"{Model}), or name one of: {string.Join(", ", Models)}."
            : HostCompanion.Advice;

    /// <inheritdoc/>
    public string ToHtml()
    {
        var table = new HtmlTable("Course setup", ["what", "found"],
        [
            ["DiffusionCourse", Version],
            [".NET", Runtime],
            ["ONNX Runtime", OnnxRuntime],
            ["device", Device.Reason],
            [
                "GPU",
                Gpus.Count == 0
                    ? "none: the embedded model needs none, Stable Diffusion takes minutes a picture without one"
                    : string.Join("; ", Gpus),
            ],
            ["processor", Invariant($"{Cores} cores, {RuntimeInformation.ProcessArchitecture}, {MemoryGiB:0.#} GiB of memory")],
            ["models", Models.Count == 0 ? "none" : string.Join(", ", Models)],
            ["model in use", Model],
        ]);
        return $"""
            <details class="dc-setup"{(Advice is null ? "" : " open=\"open\"")}><summary>{Html.Encode(Advice ?? $"Everything is ready. {Model} runs on {Device.Name}.")}</summary>
            {table.ToHtml()}
            </details>
            """;
    }

    /// <inheritdoc/>
    public override string ToString() => $"DiffusionCourse {Version}, .NET {Runtime}, ONNX Runtime {OnnxRuntime}, {Device.Reason}";

    internal static CourseSetup Inspect() => new()
    {
        Version = Course.Version,
        Runtime = Environment.Version.ToString(),
        OnnxRuntime = OrtEnv.Instance().GetVersionString(),
        Device = InferenceDevice.Choose(),
        Gpus = NvidiaDriver.ListGpus(),
        Cores = Environment.ProcessorCount,
        MemoryGiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / GiB,
        Models = ModelLocator.Installed(),
        Model = ModelLocator.DefaultModel,
    };
}
