using System.Globalization;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>How far a pull is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="BytesDone">Bytes of the model that are here.</param>
/// <param name="BytesTotal">Bytes of the model; 0 until the hub has told.</param>
/// <param name="FilesDone">Files that are here whole.</param>
/// <param name="FilesTotal">Files of the model.</param>
/// <param name="BytesPerSecond">The rate of the last seconds, or null before the first bytes.</param>
/// <param name="Notice">What the reader should know, such as that the hub asked to wait; null most of the time.</param>
public sealed record PullProgress(PullPhase Phase, long BytesDone, long BytesTotal, int FilesDone, int FilesTotal, double? BytesPerSecond, string? Notice = null)
{
    /// <summary>Time left at the present rate, or null where it cannot be told.</summary>
    public TimeSpan? Remaining => BytesPerSecond is > 0 and var rate ? TimeSpan.FromSeconds(Math.Min((BytesTotal - BytesDone) / rate, TimeSpan.FromDays(99).TotalSeconds)) : null;

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{(BytesTotal == 0 ? 0 : 100.0 * BytesDone / BytesTotal):0} %, {ByteSize.Text(BytesDone)} of {ByteSize.Text(BytesTotal)}, {FilesDone} of {FilesTotal} files");
        return Remaining is { } left ? string.Create(CultureInfo.InvariantCulture, $"{text}, {ByteSize.Text(BytesPerSecond!.Value)}/s, {left:h\\:mm\\:ss} left") : text;
    }
}
