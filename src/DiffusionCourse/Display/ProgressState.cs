using System.Globalization;

namespace DiffusionCourse.Display;

/// <summary>One moment of a run, in words and in HTML.</summary>
/// <param name="Title">What runs.</param>
/// <param name="Unit">What is counted, in the plural.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Completed">How many are done.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Detail">What is being done now; null for nothing to say.</param>
/// <param name="Phase">Where the run stands.</param>
internal sealed record ProgressState(
    string Title, string Unit, int Total, int Completed, TimeSpan Elapsed, string? Detail, ProgressPhase Phase)
{
    /// <summary>Whether nothing more will come.</summary>
    public bool HasEnded => Phase is ProgressPhase.Ended or ProgressPhase.Complete;

    public string ToText()
    {
        var count = Invariant($"{Completed} of {Total} {Unit}");
        string[] parts = Phase != ProgressPhase.Running
            ? [
                Completed == Total || Phase == ProgressPhase.Complete ? count : $"stopped after {count}", $"in {Duration(Elapsed)}",
                .. Rate(),
            ]
            : [Invariant($"{(int)(100L * Completed / Total)}%"), count, .. Rate(), .. TimeLeft()];
        return $"{Title}: {string.Join(", ", parts)}" + (Detail is null ? "" : $" ({Detail})");
    }

    public string ToHtml()
    {
        // Read out only once, at the end: ten updates a second would drown everything else.
        var live = Phase == ProgressPhase.Running ? "off" : "polite";
        if (Phase == ProgressPhase.Complete)
        {
            // Hosts that keep a page of results leave out what is marked as transient.
            return $"""<div role="status" aria-live="{live}" data-transient="data-transient" """
                + $"""style="max-width:40rem;font-size:.875em;font-variant-numeric:tabular-nums">{Html.Encode(ToText())}</div>""";
        }

        var id = Html.NewId();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <div id="{id}" role="status" aria-live="{live}" style="max-width:40rem;font-variant-numeric:tabular-nums">
            <style>
            {ColorScheme.Style(id)}
            </style>
            <progress value="{Completed}" max="{Total}" aria-label="{Html.Encode(Title)}" style="width:100%;height:.75rem"></progress>
            <div>{Html.Encode(ToText())}</div>
            </div>
            """);
    }

    private IEnumerable<string> Rate()
    {
        var rate = Completed / Elapsed.TotalSeconds;
        if (Completed > 0 && double.IsFinite(rate))
        {
            yield return rate >= 1
                ? Invariant($"{rate:0.0} {Unit}/s")
                : Invariant($"{1 / rate:0.0} s each");
        }
    }

    private IEnumerable<string> TimeLeft()
    {
        if (Completed > 0 && Completed < Total)
        {
            yield return $"{Duration(Elapsed / Completed * (Total - Completed))} left";
        }
    }

    private static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 60 => Invariant($"{time.TotalSeconds:0.0} s"),
        < 3600 => Invariant($"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => Invariant($"{(int)time.TotalHours} h {time.Minutes} min"),
    };
}
