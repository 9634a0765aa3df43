using System.Text.Json.Serialization;
using DiffusionCourse.Display;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Pipelines;

/// <summary>A picture, the settings that made it, and where the time went. Shows itself in a notebook.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
[JsonConverter(typeof(GenerationResultJsonConverter))]
public sealed record GenerationResult : IHtmlDisplay
{
    /// <summary>The picture.</summary>
    public required RgbImage Image { get; init; }

    /// <summary>The request as it was given.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The device's name: cpu or cuda.</summary>
    public required string Device { get; init; }

    /// <summary>The guidance scale that was used.</summary>
    public required double GuidanceScale { get; init; }

    /// <summary>The scheduler that was used, by its short name.</summary>
    public required string Scheduler { get; init; }

    /// <summary>
    /// Forward passes of the UNet for this picture (NFE): two a scheduler call with guidance, one without, however they were run.
    /// </summary>
    public required int UNetEvaluations { get; init; }

    /// <summary>Where the time went.</summary>
    public required GenerationTimings Timings { get; init; }

    /// <summary>The final latents, channels x height x width, as the scheduler left them.</summary>
    public required IReadOnlyList<float> Latents { get; init; }

    /// <summary>What the reader should know: a prompt that was cut, say. Empty when all is well.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>
    /// The settings in one line: steps, guidance scale, scheduler, seed, and the strength where the run starts from a picture.
    /// </summary>
    public string SettingsText => Invariant(
        $"{Steps}, w = {GuidanceScale:0.##}, {Scheduler}, seed {Request.Seed}{Start}");

    private string Start => Request.Image is null && Request.ImageLatents is null ? "" : Invariant(
        $", strength {RequestRules.StrengthOf(Request):0.##}");

    private string Steps => Request.Steps == 1 ? "1 step" : Invariant($"{Request.Steps} steps");

    /// <inheritdoc/>
    public string ToHtml() => new Gallery([Picture(), Times(), .. Notices.Select(notice => $"Notice: {notice}")]).ToHtml();

    /// <inheritdoc/>
    public override string ToString() => Invariant(
        $"\"{Request.Prompt}\": {Image.Width} x {Image.Height}, {SettingsText}, {Timings.Total.TotalSeconds:0.00} s");

    /// <summary>The picture with its settings and time below it, as a grid shows it.</summary>
    /// <param name="caption">Another caption; null for settings and time.</param>
    public ImageCell ToCell(string? caption = null)
        => new(Image, caption ?? SettingsAndTime, $"Generated for \"{Request.Prompt}\" with {SettingsText}");

    private string SettingsAndTime => Invariant($"{SettingsText}, {Timings.Total.TotalSeconds:0.00} s");

    private ImageGrid Picture() => ImageGrid.Row([ToCell()], Request.Prompt.Length == 0 ? "(no prompt)" : Request.Prompt);

    private string Shared => Timings.DrawnTogether == 1 ? "" : Invariant($", its share of {Timings.DrawnTogether} pictures drawn together");

    private HtmlTable Times()
    {
        var total = Math.Max(Timings.Total.TotalMilliseconds, 1e-9);
        return new HtmlTable(
            Invariant($"{UNetEvaluations} UNet evaluations on {Device}, model {Model}{Shared}"),
            ["part", new("time", "ms", "0.0"), new("share", "%", "0.0")],
            [
                Row("text encoder", Timings.TextEncoder), Row("UNet", Timings.UNet), Row("guidance and scheduler", Timings.Scheduler),
                Row("VAE decoder", Timings.Vae), Row("total", Timings.Total),
            ]);

        object?[] Row(string part, TimeSpan time) => [part, time.TotalMilliseconds, 100 * time.TotalMilliseconds / total];
    }
}
