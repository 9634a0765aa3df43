using DiffusionCourse.Display;
using DiffusionCourse.Files;

namespace DiffusionCourse.Imaging;

/// <summary>Pictures one after the other, as animated WebP that repeats without end. Pixels are kept exactly.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ImageAnimation : IHtmlDisplay
{
    private const int ShownWidth = 256;

    private readonly RgbImage[] _frames;

    /// <summary>Makes an animation.</summary>
    /// <param name="frames">The pictures, at least one, all of one size.</param>
    /// <param name="frameTime">How long each is seen, from 10 milliseconds to an hour.</param>
    /// <param name="description">What the animation shows, in words: its alternative text.</param>
    /// <param name="lastFrameTime">How long the last one is seen before it begins again; null for three times as long as the
    /// others.</param>
    /// <exception cref="ArgumentException">There is no picture, the pictures differ in size, a time is out of range, or the description is
    /// empty.</exception>
    public ImageAnimation(IReadOnlyList<RgbImage> frames, TimeSpan frameTime, string description, TimeSpan? lastFrameTime = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        CheckTime(frameTime, nameof(frameTime));
        CheckTime(lastFrameTime ?? (3 * frameTime), nameof(lastFrameTime));
        if (frames.Count == 0)
        {
            throw new ArgumentException("An animation needs at least one picture.", nameof(frames));
        }

        for (var i = 1; i < frames.Count; i++)
        {
            if ((frames[i].Width, frames[i].Height) != (frames[0].Width, frames[0].Height))
            {
                throw new ArgumentException(
                    $"Picture {i} of the animation is {frames[i].Width} x {frames[i].Height}, but picture 0 is {frames[0].Width} x "
                        + $"{frames[0].Height}. Resize them to one size.",
                    nameof(frames));
            }
        }

        _frames = [.. frames];
        FrameTime = frameTime;
        LastFrameTime = lastFrameTime ?? (3 * frameTime);
        Description = description;
    }

    /// <summary>The pictures in their order.</summary>
    public IReadOnlyList<RgbImage> Frames => _frames;

    /// <summary>How long each picture but the last is seen.</summary>
    public TimeSpan FrameTime { get; }

    /// <summary>How long the last picture is seen.</summary>
    public TimeSpan LastFrameTime { get; }

    /// <summary>What the animation shows, in words.</summary>
    public string Description { get; }

    /// <summary>Encodes the animation as lossless animated WebP. The same pictures always give the same bytes.</summary>
    public byte[] ToWebP() =>
        ImageCodec.EncodeAnimatedWebP(_frames, Durations());

    /// <summary>Saves the animation. The file appears whole or not at all.</summary>
    /// <param name="path">Path of the file, ending in <c>.webp</c>; an existing file is replaced.</param>
    /// <exception cref="ArgumentException">The path does not end in <c>.webp</c>.</exception>
    /// <exception cref="IOException">The folder does not exist or cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Path.GetExtension(path).Equals(".webp", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"Animations are saved as WebP, but \"{path}\" does not end in .webp.", nameof(path));
        }

        AtomicFile.Write(path, ToWebP());
    }

    /// <inheritdoc/>
    /// <remarks>Readers who asked their system for less motion see the last picture.</remarks>
    public string ToHtml()
    {
        var still = ImageElement.CompactSource(_frames[^1]);
        var moving = "data:image/webp;base64," + Convert.ToBase64String(_frames[0].Width > ShownWidth ? ToCompactWebP() : ToWebP());
        var image = ImageElement.Create(_frames[0], Description, ImageElement.DisplayWidth(_frames[0]), moving);
        return $"""<picture><source media="(prefers-reduced-motion: reduce)" srcset="{still}" />{image}</picture>""";
    }

    /// <summary>What a page shows of large pictures: smaller and lossy. <see cref="ToWebP"/> keeps all of them.</summary>
    private byte[] ToCompactWebP()
    {
        var height = Math.Max(1, _frames[0].Height * ShownWidth / _frames[0].Width);
        RgbImage[] shown = [.. _frames.Select(frame => frame.Resize(ShownWidth, height, ImageScaling.Linear))];
        return ImageCodec.EncodeAnimatedWebP(shown, Durations(), quality: 85);
    }

    private static void CheckTime(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromMilliseconds(10), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(1), name);
    }

    private TimeSpan[] Durations() => [.. _frames.Select((_, i) => i == _frames.Length - 1 ? LastFrameTime : FrameTime)];

    /// <inheritdoc/>
    public override string ToString() => $"Animation of {_frames.Length} pictures: {Description}";
}
