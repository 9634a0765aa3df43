using System.Diagnostics;

namespace DiffusionCourse.Speed;

/// <summary>Times contenders by turns in one process. Each round has another order, so that none profits from its predecessor.</summary>
internal static class Contest
{
    /// <summary>Runs every contender once to warm up, then the rounds.</summary>
    /// <param name="contenders">What to time.</param>
    /// <param name="rounds">Times for each, at least 1.</param>
    /// <param name="roundDone">Told after each round, the warm-up included.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public static IReadOnlyList<Timing> Run(
        IReadOnlyList<Contender> contenders, int rounds, Action? roundDone = null, CancellationToken cancellation = default)
    {
        var times = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                var place = Place(turn, round, contenders.Count);
                var start = Stopwatch.GetTimestamp();
                contenders[place].Run();
                var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (round >= 0)
                {
                    times[place][round] = time;
                }
            }

            roundDone?.Invoke();
        }

        return [.. contenders.Zip(times, (contender, own) => new Timing(contender.Name, own))];
    }

    // Forwards and backwards by turns, starting one further every second round.
    private static int Place(int turn, int round, int count)
    {
        var step = round & 1;
        return ((step == 0 ? turn : count - 1 - turn) + (round + 1) / 2) % count;
    }
}
