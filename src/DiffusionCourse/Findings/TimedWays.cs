using DiffusionCourse.Cost;
using DiffusionCourse.Display;

namespace DiffusionCourse.Findings;

/// <summary>
/// Several ways to do the same, timed by turns: each round runs each of them once, so that whatever else the machine does meets all.
/// </summary>
/// <remarks>
/// The first round warms up and does not count. Every other round goes the other way round, so that no way is always behind the same one.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class TimedWays : IHtmlDisplay
{
    private readonly double[][] _seconds;

    /// <summary>Times that were measured by turns.</summary>
    /// <param name="names">The ways.</param>
    /// <param name="rounds">The times in seconds, round by round, the first one left out; in each a time above 0 for each way.</param>
    /// <exception cref="ArgumentException">There is no way or no round, or a round has another number of times.</exception>
    public TimedWays(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> rounds)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rounds);
        if (names.Count == 0 || rounds.Count == 0 || rounds.Any(round => round.Count != names.Count || round.Any(time => !(time > 0))))
        {
            throw new ArgumentException(
                $"{names.Count} ways need a round or more with as many times above 0, but {rounds.Count} rounds of "
                    + $"{string.Join(", ", rounds.Select(round => round.Count).Distinct())} times were given.",
                nameof(rounds));
        }

        Names = [.. names];
        Rounds = rounds.Count;
        _seconds = [.. Names.Select((_, way) => rounds.Select(round => round[way]).ToArray())];
        Seconds = [.. _seconds.Select(times => Percentiles.MedianOf([.. times]))];
        Spreads = [.. _seconds.Select((times, way) => (times.Max() - times.Min()) / Seconds[way])];
    }

    /// <summary>The ways.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many rounds count.</summary>
    public int Rounds { get; }

    /// <summary>The median time of each way, in seconds.</summary>
    public IReadOnlyList<double> Seconds { get; }

    /// <summary>The spread of each way's times: longest less shortest, over the median.</summary>
    public IReadOnlyList<double> Spreads { get; }

    /// <summary>Runs all ways by turns.</summary>
    /// <param name="rounds">Rounds that count, 1 or more; one more comes before them.</param>
    /// <param name="ways">Names, and what runs once and says how long it took.</param>
    /// <exception cref="ArgumentException">There are no rounds or no ways.</exception>
    public static async Task<TimedWays> MeasureAsync(int rounds, params IReadOnlyList<(string Name, Func<Task<TimeSpan>> Run)> ways)
    {
        ArgumentNullException.ThrowIfNull(ways);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        List<double[]> all = [];
        for (var round = 0; round <= rounds; round++)
        {
            var times = new double[ways.Count];
            foreach (var way in round % 2 == 0 ? Enumerable.Range(0, ways.Count) : Enumerable.Range(0, ways.Count).Reverse())
            {
                times[way] = (await ways[way].Run()).TotalSeconds;
            }

            all.Add(times);
        }

        return new([.. ways.Select(way => way.Name)], all[1..]);
    }

    /// <summary>Which way is fastest, where the rounds agree.</summary>
    public Finding Fastest()
    {
        if (Names.Count == 1)
        {
            return Alone(0);
        }

        var best = Seconds.Index().MinBy(time => time.Item).Index;
        int[] beatIt = [.. Enumerable.Range(0, Names.Count).Where(way => way != best && !Agree(best, way))];
        return beatIt.Length == 0
            ? Finding.If(true, $"\"{Names[best]}\" was the fastest in every round: {Milliseconds(Seconds[best])} in the median.", "")
            : Finding.Unclear(
                $"Too noisy to say which is the fastest: \"{Names[best]}\" has the least median, but was not faster in every round than "
                    + $"{string.Join(", ", beatIt.Select(way => $"\"{Names[way]}\""))} (spread "
                    + $"{Percent(Math.Max(Spreads[best], beatIt.Max(way => Spreads[way])))}).");
    }

    /// <summary>How one way compares with another.</summary>
    /// <param name="way">The index of the way that the sentence is about.</param>
    /// <param name="with">The index of the way that it is compared with.</param>
    public Finding Compare(int way, int with)
    {
        if (way == with)
        {
            return Alone(way);
        }

        var (least, median, most) = Ratios(way, with);
        var range = Rounds == 1 ? "in the one round" : Invariant($"{least:0.00} to {most:0.00} in {Rounds} rounds");
        return (least > 1, most < 1) switch
        {
            (true, _) => Finding.If(
                false, "", Invariant($"\"{Names[way]}\" took {median:0.00} times as long as \"{Names[with]}\" ({range}).")),
            (_, true) => Finding.If(
                true, Invariant($"\"{Names[way]}\" took {median:0.00} of the time of \"{Names[with]}\" ({range})."), ""),
            _ => Finding.Unclear(
                $"Too noisy to say whether \"{Names[way]}\" or \"{Names[with]}\" is faster: {range}, spread "
                    + $"{Percent(Math.Max(Spreads[way], Spreads[with]))}."),
        };
    }

    /// <summary>Whether the time follows a count, of steps or of evaluations, say.</summary>
    /// <param name="way">The index of the way that the sentence is about.</param>
    /// <param name="with">The index of the way that it is compared with.</param>
    /// <param name="counted">What the ratio would be if only the count mattered, above 0.</param>
    /// <param name="count">What is counted: "evaluations".</param>
    public Finding Follows(int way, int with, double counted, string count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(counted);
        if (way == with)
        {
            return Alone(way);
        }

        var (least, median, most) = Ratios(way, with);
        var ratio =
            Invariant($"\"{Names[way]}\" has {counted:0.00} times the {count} of \"{Names[with]}\" and took {median:0.00} times its time");
        var range = Invariant($"{least:0.00} to {most:0.00}");
        const double Near = 0.15;
        return most - least > median / 2 ? Finding
            .Unclear($"{ratio}, but too noisy to say more: {range}, spread {Percent((most - least) / median)}.")
            : Math.Abs(median / counted - 1) <= Near ? Finding.If(true, $"{ratio} ({range}): the time follows the {count}.", "")
            : Finding.If(false, "", $"{ratio} ({range}): {(median < counted ? "less" : "more")} than the {count} say.");
    }

    /// <inheritdoc/>
    public string ToHtml() => ToTable().ToHtml();

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString();

    private HtmlTable ToTable() => new($"By turns, {Rounds} {(Rounds == 1 ? "round" : "rounds")} after one to warm up",
        ["way", new("median", "ms", "0"), new("least", "ms", "0"), new("most", "ms", "0"), new("spread", null, "0 %")],
        Names.Select((name, way) =>
            (object?[])[name, 1000 * Seconds[way], 1000 * _seconds[way].Min(), 1000 * _seconds[way].Max(), Spreads[way]]));

    // Of its own times a way is neither faster nor slower, however quiet the machine is.
    private Finding Alone(int way) => Finding.Unclear(
        Names.Count == 1
            ? $"\"{Names[way]}\" is the only way here: there is nothing to compare it with."
            : $"\"{Names[way]}\" is compared with itself here: that says nothing.");

    private bool Agree(int faster, int slower) => _seconds[faster].Zip(_seconds[slower]).All(round => round.First < round.Second);

    // Within a round both met the same machine.
    private (double Least, double Median, double Most) Ratios(int way, int with)
    {
        double[] ratios = [.. _seconds[way].Zip(_seconds[with], (one, other) => one / other)];
        return (ratios.Min(), Percentiles.MedianOf(ratios), ratios.Max());
    }

    private static string Milliseconds(double seconds) => Invariant($"{1000 * seconds:0} ms");

    private static string Percent(double share) => Invariant($"{100 * share:0} %");
}
