using DiffusionCourse.Display;

namespace DiffusionCourse.Cost;

/// <summary>One call of each network of a model at one size, for one sample.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ModelCost : IHtmlDisplay
{
    internal ModelCost(
        string model, int width, int height, NetworkCost textEncoder, NetworkCost unet, NetworkCost vaeDecoder, NetworkCost? vaeEncoder)
    {
        Model = model;
        Width = width;
        Height = height;
        TextEncoder = textEncoder;
        UNet = unet;
        VaeDecoder = vaeDecoder;
        VaeEncoder = vaeEncoder;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>Width of the picture in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the picture in pixels.</summary>
    public int Height { get; }

    /// <summary>One prompt; all text encoders where there are several.</summary>
    public NetworkCost TextEncoder { get; }

    /// <summary>One evaluation of the denoiser: the UNet, or the transformer where the model has one in its place.</summary>
    public NetworkCost UNet { get; }

    /// <summary>Latents to a picture.</summary>
    public NetworkCost VaeDecoder { get; }

    /// <summary>A picture to latents, which text-to-image does not need; null where the model has none.</summary>
    public NetworkCost? VaeEncoder { get; }

    /// <summary>The networks that there are, in the order of use.</summary>
    public IReadOnlyList<NetworkCost> Networks
        => VaeEncoder is null ? [TextEncoder, UNet, VaeDecoder] : [TextEncoder, UNet, VaeDecoder, VaeEncoder];

    /// <summary>Learnt numbers of all networks.</summary>
    public long Parameters => Networks.Sum(network => network.Parameters);

    /// <summary>Bytes of the weights of all networks.</summary>
    /// <param name="precision">Their number format. Default <see cref="Precision.Full"/>.</param>
    public long WeightBytes(Precision precision = Precision.Full) => Networks.Sum(network => network.Total.WeightBytes(precision));

    private string Title => Invariant($"{Model} at {Width} x {Height}");

    /// <inheritdoc/>
    public string ToHtml() => Operations().ToHtml() + Sizes().ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Operations() + "\n" + Sizes();

    private HtmlTable Operations()
    {
        var kinds = Enum.GetValues<OperationKind>().Where(kind => Networks.Any(network => network[kind].MultiplyAccumulates > 0)).ToArray();
        return new HtmlTable(
            $"{Title}: 10⁹ multiply-accumulates (GMAC) of one call",
            ["network", .. kinds.Select(kind => new TableColumn(OperationNames.Of(kind))), "all"],
            Networks.Select(network =>
                (IReadOnlyList<object?>)[network.Name, .. kinds.Select(kind => (object?)network[kind].GMac), network.GMac]));
    }

    private HtmlTable Sizes() => new(
        $"{Title}: parameters and the bytes that they take",
        ["network", new("parameters", null, "N0"), new("as float32", "MB", "0.0"), new("as float16", "MB", "0.0")],
        [
            .. Networks.Select(network => Row(network.Name, network.Parameters, network.Total.WeightBytes)),
            Row("all", Parameters, WeightBytes),
        ]);

    private static object?[] Row(string name, long parameters, Func<Precision, long> bytes)
        => [name, parameters, bytes(Precision.Full) / 1e6, bytes(Precision.Half) / 1e6];
}
