using DiffusionCourse.Files;

namespace DiffusionCourse.Models;

/// <summary>How far a pull is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="BytesDone">Bytes of the model that are here.</param>
/// <param name="BytesTotal">Bytes of the model; 0 until the hub has told.</param>
/// <param name="FilesDone">Files that are here whole.</param>
/// <param name="FilesTotal">Files of the model.</param>
/// <param name="BytesPerSecond">The rate of the last seconds, 0 where nothing arrives; null before there is one.</param>
/// <param name="Notice">What the reader should know, such as that the hub asked to wait; null most of the time.</param>
public sealed record PullProgress(
    PullPhase Phase, long BytesDone, long BytesTotal, int FilesDone, int FilesTotal, double? BytesPerSecond, string? Notice = null)
{
    /// <summary>Time left at the present rate, or null where it cannot be told.</summary>
    public TimeSpan? Remaining => BytesPerSecond is > 0 and var rate ? TimeSpan
        .FromSeconds(Math.Min((BytesTotal - BytesDone) / rate, TimeSpan.FromDays(99).TotalSeconds)) : null;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text =
            Invariant($"{Percent:0} %, {ByteSize.Text(BytesDone)} of {ByteSize.Text(BytesTotal)}, {FilesDone} of {FilesTotal} files");
        return BytesPerSecond is null ? text : $"{text}, {RateText}";
    }

    /// <summary>As much of it as fits into so many letters.</summary>
    internal string ToText(int width)
    {
        string[] choices =
        [
            ToString(),
            Invariant(
                $"{Percent:0} %, {ByteSize.Text(BytesDone)} of {ByteSize.Text(BytesTotal)}{
                    (BytesPerSecond is null ? "" : $", {RateText}")}"),
            Invariant($"{Percent:0} %{(BytesPerSecond is null ? "" : $", {RateText}")}"),
            Invariant($"{Percent:0} %"),
        ];
        return choices.FirstOrDefault(text => text.Length <= width) ?? choices[^1];
    }

    private double Percent => BytesTotal == 0 ? 0 : 100.0 * BytesDone / BytesTotal;

    // A TimeSpan's own hours start anew every day.
    private string RateText => Invariant(
        $"{ByteSize.Text(BytesPerSecond ?? 0)}/s{(Remaining is { } left ? $", {(long)left.TotalHours}:{left:mm\\:ss} left" : "")}");
}
