namespace DiffusionCourse.Cost;

/// <summary>
/// Requests that come at random moments (a Poisson process) to one server, which runs them one at a time in the order in which they
/// come, and lets any number of them wait. All times are means over the long run, in seconds.
/// </summary>
/// <remarks>
/// The mean wait is that of Pollaczek (1930) and Khinchine (1932), as in Kleinrock, Queueing Systems, volume 1 (1975), chapter 5: it
/// depends on the service times through their mean and their coefficient of variation alone. M/D/1 is variation 0, M/M/1 variation 1.
/// </remarks>
public sealed class QueueModel
{
    private const double MostVariation = 100;

    /// <summary>Describes a queue.</summary>
    /// <param name="arrivals">Requests a second, 0 or more.</param>
    /// <param name="service">Seconds that the server works on a request, above 0.</param>
    /// <param name="variation">
    /// Standard deviation of these seconds over their mean, from 0 (all requests alike, the default) to 100; 1 is the exponential
    /// distribution.
    /// </param>
    /// <exception cref="ArgumentException">A number is out of its limits.</exception>
    public QueueModel(double arrivals, double service, double variation = 0)
    {
        if (!(arrivals >= 0 && double.IsFinite(arrivals)) || !(service > 0 && double.IsFinite(service))
            || !(variation is >= 0 and <= MostVariation))
        {
            throw new ArgumentException(
                "A queue needs arrivals of 0 or more a second, a service time above 0 s, and a variation from 0 to "
                    + Invariant($"{MostVariation}, but these are {arrivals} a second, {service} s and {variation}."));
        }

        (Arrivals, Service, Variation) = (arrivals, service, variation);
    }

    /// <summary>Requests a second.</summary>
    public double Arrivals { get; }

    /// <summary>Seconds of work on a request.</summary>
    public double Service { get; }

    /// <summary>Standard deviation of the seconds of work over their mean.</summary>
    public double Variation { get; }

    /// <summary>The share of the time in which the server is busy; from 1 on the queue grows without end.</summary>
    public double Utilisation => Arrivals * Service;

    /// <summary>Mean seconds before a request's turn; infinite from a utilisation of 1 on.</summary>
    public double Wait => Utilisation < 1 ? Utilisation * Service * Spread / (1 - Utilisation) : double.PositiveInfinity;

    /// <summary>Mean seconds from a request to its answer.</summary>
    public double Response => Wait + Service;

    /// <summary>
    /// Mean seconds from a request to its answer where a request is many small calls, and the server takes one of each request by turns
    /// (processor sharing; Kleinrock, Time-shared systems: a theoretical treatment, 1967). It does not depend on the variation.
    /// </summary>
    public double ResponseByTurns => Utilisation < 1 ? Service / (1 - Utilisation) : double.PositiveInfinity;

    // Half of the second moment of the service time over the square of its mean.
    private double Spread => (1 + Variation * Variation) / 2;

    /// <summary>Requests that come independently of one another from some people.</summary>
    /// <param name="people">How many they are, 0 or more.</param>
    /// <param name="every">Mean seconds between two requests of one of them, above 0: its answer and the pause before the next.</param>
    /// <param name="service">Seconds that the server works on a request, above 0.</param>
    /// <param name="variation">As in the constructor.</param>
    /// <exception cref="ArgumentException">A number is out of its limits.</exception>
    public static QueueModel Of(int people, double every, double service, double variation = 0)
        => people >= 0 && every > 0 ? new(people / every, service, variation) : throw new ArgumentException(
            Invariant($"People must be 0 or more, and the seconds between two requests above 0, but they are {people} and {every}."));

    /// <summary>The most people whose mean response, by turns, keeps within a limit.</summary>
    /// <param name="every">Mean seconds between two requests of one of them, above 0.</param>
    /// <param name="service">Seconds that the server works on a request, above 0.</param>
    /// <param name="response">The limit in seconds.</param>
    /// <returns>A number of people; 0 where the limit is shorter than the work itself.</returns>
    /// <exception cref="ArgumentException">A number is out of its limits.</exception>
    public static int MostPeople(double every, double service, double response)
    {
        // service / (1 - people * service / every) = response, solved for people.
        var alone = Of(1, every, service);
        return double.IsNaN(response)
            ? throw new ArgumentException("The limit must be a number of seconds, but it is not a number.", nameof(response))
            : response < service ? 0 : (int)Math.Min(int.MaxValue, Math.Floor((1 - service / response) / alone.Utilisation + 1e-9));
    }

    /// <summary>Waits that follow from known moments of arrival: each begins where the work before it ends (Lindley 1952).</summary>
    /// <param name="arrivals">Moments in seconds, in rising order.</param>
    /// <param name="service">Seconds of work on each, above 0.</param>
    /// <exception cref="ArgumentException">The moments fall, or the work takes no time.</exception>
    public static double[] Waits(IReadOnlyList<double> arrivals, double service)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        if (!(service > 0) || arrivals.Zip(arrivals.Skip(1)).Any(pair => !(pair.First <= pair.Second)))
        {
            throw new ArgumentException(Invariant($"Moments must rise, and the work must take more than 0 s, but it takes {service} s."));
        }

        var waits = new double[arrivals.Count];
        for (var i = 1; i < waits.Length; i++)
        {
            waits[i] = Math.Max(0, waits[i - 1] + service - (arrivals[i] - arrivals[i - 1]));
        }

        return waits;
    }

    /// <summary>Moments of a Poisson process, in seconds.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="seed">Decides them.</param>
    /// <exception cref="InvalidOperationException">Nothing ever arrives in this queue.</exception>
    public double[] Moments(int count, int seed)
    {
        if (Arrivals == 0)
        {
            throw new InvalidOperationException("No request comes in this queue. Give it arrivals above 0.");
        }

        var random = new Random(seed);
        var moment = 0.0;
        return [.. Enumerable.Range(0, count).Select(_ => moment += -Math.Log(1 - random.NextDouble()) / Arrivals)];
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Arrivals:0.###} requests a second of {Service:0.###} s: busy {Utilisation:0.##} ")
        + Invariant($"of the time, {Response:0.###} s to an answer");
}
