using System.Diagnostics;

namespace DiffusionCourse.Cost;

/// <summary>
/// Requests that were really made at given moments, whether or not those before them had their answers, and how long each took.
/// </summary>
/// <param name="Moments">When each was sent, in seconds from the start.</param>
/// <param name="Responses">Seconds from then to its answer.</param>
public sealed record RequestLoad(IReadOnlyList<double> Moments, IReadOnlyList<double> Responses)
{
    /// <summary>Mean seconds from a request to its answer.</summary>
    public double MeanResponse => Responses.Average();

    /// <summary>Makes requests.</summary>
    /// <param name="moments">When, in seconds from now, in rising order; at least one. A busy machine sends later, which is noted.</param>
    /// <param name="request">One request, from its start to its answer. It has a thread of its own.</param>
    /// <param name="cancellation">Sends nothing more, and ends as soon as those on their way have their answers.</param>
    /// <exception cref="ArgumentException">There are no moments.</exception>
    public static async Task<RequestLoad> RunAsync(IReadOnlyList<double> moments, Action request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(request);
        if (moments.Count == 0)
        {
            throw new ArgumentException("A load needs at least one moment.", nameof(moments));
        }

        var start = Stopwatch.GetTimestamp();
        var sent = new List<(double Moment, Task<double> Response)>();
        foreach (var moment in moments)
        {
            if (TimeSpan.FromSeconds(moment) - Stopwatch.GetElapsedTime(start) is { } pause && pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            // Not on the pool's threads, which would be few for many that wait.
            sent.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, Task.Factory.StartNew(
                () => Time(request), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        }

        var responses = await Task.WhenAll(sent.Select(one => one.Response));
        cancellation.ThrowIfCancellationRequested();
        return new([.. sent.Select(one => one.Moment)], responses);
    }

    private static double Time(Action request)
    {
        var start = Stopwatch.GetTimestamp();
        request();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
