using DiffusionCourse.Cost.Running;
using DiffusionCourse.Display;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cost;

/// <summary>A model counted by running each of its networks once under ONNX Runtime's profiler.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ModelProfile : IHtmlDisplay
{
    private ModelProfile(string model, int width, int height, InferenceDevice device, IReadOnlyList<NetworkProfile> networks)
    {
        Model = model;
        Width = width;
        Height = height;
        Device = device;
        Networks = networks;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>Width of the picture in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the picture in pixels.</summary>
    public int Height { get; }

    /// <summary>Where it ran.</summary>
    public InferenceDevice Device { get; }

    /// <summary>The networks that there are, in the order of use; in SDXL there are two text encoders.</summary>
    public IReadOnlyList<NetworkProfile> Networks { get; }

    /// <summary>One prompt; the first where there are several text encoders.</summary>
    public NetworkProfile TextEncoder => Networks[0];

    /// <summary>One evaluation.</summary>
    public NetworkProfile UNet => Networks.Single(network => network.Name == "UNet");

    /// <summary>Latents to a picture.</summary>
    public NetworkProfile VaeDecoder => Networks.Single(network => network.Name == "VAE decoder");

    /// <summary>A picture to latents; null where the model has no encoder.</summary>
    public NetworkProfile? VaeEncoder => Networks.SingleOrDefault(network => network.Name == "VAE encoder");

    /// <summary>Runs every network of a model for one sample and counts what ran.</summary>
    /// <param name="model">A name below models/ or a folder's path. Default: what DIFFUSION_COURSE_MODEL names, else the embedded
    /// model.</param>
    /// <param name="width">Width in pixels; default: the size that the model was trained on.</param>
    /// <param name="height">Height in pixels; default: likewise.</param>
    /// <param name="runs">Runs of each network after the first, and as many without the profiler, 1 to 1000. Default 5.</param>
    /// <param name="device">Where to run. On CUDA the times of single nodes are those of their launch.</param>
    /// <param name="cancellation">Stops inside a native call.</param>
    /// <exception cref="ModelException">The model is not there, damaged, or does not run on its own inputs.</exception>
    /// <exception cref="ArgumentException">A size or the number of runs is out of its limits, or the device is undefined.</exception>
    public static ModelProfile Measure(
        string? model = null, int? width = null, int? height = null, int runs = NetworkProfile.UsualRuns,
        DeviceChoice device = DeviceChoice.Auto, CancellationToken cancellation = default)
    {
        var folder = ModelFolder.Open(model ?? ModelLocator.DefaultModel);
        var where = InferenceDevice.Choose(device);
        var plan = ProfiledGraphs.For(folder, width, height);
        var networks = plan.Graphs.Select(graph => NetworkProfile.Measure(graph.Path, graph.Name, graph.Sizes, runs, where, cancellation));
        return new ModelProfile(folder.Name, plan.Width, plan.Height, where, [.. networks]);
    }

    /// <summary>Both ways of counting side by side.</summary>
    /// <param name="counted">What the architecture says, at the same size.</param>
    /// <exception cref="ArgumentException">The count is of another size.</exception>
    public HtmlTable CompareWith(ModelCost counted)
    {
        ArgumentNullException.ThrowIfNull(counted);
        if (counted.Width != Width || counted.Height != Height)
        {
            throw new ArgumentException(
                Invariant(
                    $"The profile is of {Width} x {Height} and the count of {counted.Width} x {
                        counted.Height}: count at the profile's size."),
                nameof(counted));
        }

        var pairs = counted.Networks.Select(network =>
            (
                Counted: network,
                Measured: Networks.Where(profile =>
                    profile.Name == network.Name
                        || (network.Name == "text encoders" && profile.Name.StartsWith("text", StringComparison.Ordinal))).ToArray()));
        return new HtmlTable(
            Invariant($"{Model} at {Width} x {Height}: counted from the architecture, and from what ran"),
            [
                "network", new("architecture", "GMAC"), new("run", "GMAC"), new("off by", "%", "0.00"), new("parameters", null, "N0"),
                new("in the file", null, "N0"),
            ],
            pairs.Where(pair => pair.Measured.Length > 0).Select(pair =>
                Row(pair.Counted, pair.Measured.Sum(profile => profile.GMac), pair.Measured.Sum(profile => profile.Parameters))));

        static object?[] Row(NetworkCost counted, double measured, long parameters)
            => [counted.Name, counted.GMac, measured, 100 * (measured / counted.GMac - 1), counted.Parameters, parameters];
    }

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml() + string.Concat(Networks.Select(network => network.ToHtml()));

    /// <inheritdoc/>
    public override string ToString() => $"{Table}\n{string.Join('\n', Networks)}";

    /// <summary>Work and time of each network.</summary>
    public HtmlTable Table => new(
        Invariant($"{Model} at {Width} x {Height} on {Device.Name}: one run of each network"),
        [
            "network", "nodes", "GMAC", new("first run", "ms", "0.0"), new("median", "ms", "0.0"), new("reached", "GFLOP/s", "0.0"),
            new("parameters", null, "N0"),
        ],
        Networks.Select(network =>
            (
                IReadOnlyList<object?>)[network.Name, network.Nodes.Count, network.GMac, network.FirstRun.TotalMilliseconds,
                network.MedianRun.TotalMilliseconds, network.GFlopPerSecond, network.Parameters]));
}
