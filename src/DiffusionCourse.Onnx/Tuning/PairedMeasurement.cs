using DiffusionCourse.Cost;

namespace DiffusionCourse.Inference;

/// <summary>Two ways timed by turns, so that whatever else the machine does meets both.</summary>
/// <param name="Ratio">Time of the first over that of the second: the median over rounds of the ratio within a round. Below 1 the first is
/// faster.</param>
/// <param name="Quickest">The shortest time of either: the shorter, the quieter the machine was.</param>
internal sealed record PairedMeasurement(double Ratio, TimeSpan Quickest)
{
    private const int Rounds = 7, MostRounds = 3 * Rounds;

    /// <summary>The first gives another result, so that its time does not matter: as clear as a measurement can be.</summary>
    public static PairedMeasurement FirstIsUnfit { get; } = new(double.PositiveInfinity, TimeSpan.Zero);

    public bool FirstIsFaster => Ratio < 1;

    /// <summary>
    /// Times both in several rounds, in turned order every other one. While minima and medians contradict each other, more follow.
    /// </summary>
    /// <param name="first">Runs the one and says how long it took.</param>
    /// <param name="second">Runs the other.</param>
    public static PairedMeasurement Of(Func<TimeSpan> first, Func<TimeSpan> second)
    {
        var (ones, others) = (new List<TimeSpan>(), new List<TimeSpan>());
        do
        {
            for (var round = 0; round < Rounds; round++)
            {
                var other = round % 2 == 0 ? default : second();
                ones.Add(first());
                others.Add(round % 2 == 0 ? second() : other);
            }
        }
        while (Contradicts() && ones.Count < MostRounds);

        return new(Ratio(), ones.Min() < others.Min() ? ones.Min() : others.Min());

        double Ratio() => Percentiles.MedianOf([.. ones.Zip(others, (one, other) => one / other)]);

        bool Contradicts() => ones.Min() < others.Min() != Ratio() < 1;
    }
}
