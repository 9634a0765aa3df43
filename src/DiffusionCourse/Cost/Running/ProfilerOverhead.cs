namespace DiffusionCourse.Cost.Running;

/// <summary>
/// What the profiler adds to each node: it writes the shapes down before it stops the clock, some microseconds that a small node
/// does not take by itself.
/// </summary>
internal static class ProfilerOverhead
{
    private const int Halvings = 50;

    /// <summary>The times of nodes without what the profiler adds, and not more in all than a run without it takes.</summary>
    /// <param name="nodes">The times of the nodes under the profiler.</param>
    /// <param name="run">The time of a whole run without it, in the same unit.</param>
    public static double[] TakenOff(IReadOnlyList<double> nodes, double run)
    {
        var each = OfEach(nodes, run);
        double[] left = [.. nodes.Select(time => Math.Max(0, time - each))];
        // What exceeds the run even so is a moment in which the machine was busy with something else.
        var busy = Math.Max(1, left.Sum() / run);
        return [.. left.Select(time => time / busy)];
    }

    /// <summary>
    /// The constant that, taken from every node (down to nothing), leaves as much as a run without the profiler takes; not above the
    /// median node, which is more than the profiler does. Zero where the nodes take no longer than the run.
    /// </summary>
    /// <param name="nodes">The times of the nodes.</param>
    /// <param name="run">The time of a whole run without the profiler, in the same unit.</param>
    public static double OfEach(IReadOnlyList<double> nodes, double run)
    {
        double low = 0, high = nodes.Count == 0 || nodes.Sum() <= run ? 0 : Percentiles.MedianOf([.. nodes]);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = nodes.Sum(time => Math.Max(0, time - middle)) > run ? (middle, high) : (low, middle);
        }

        return high;
    }
}
