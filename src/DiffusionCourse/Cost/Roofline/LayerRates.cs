namespace DiffusionCourse.Cost.Roofline;

/// <summary>
/// What starting an operation takes, moving a byte of the activations between products, and an operation of arithmetic: three numbers
/// that give the times of blocks of the same layers at several sizes, as nearly as three numbers can. The blocks' weights lie in the
/// caches.
/// </summary>
internal sealed class LayerRates(IReadOnlyList<(ReferenceBlock Block, MeasuredChain Time)> blocks)
{
    private const int Unknowns = 3;

    /// <summary>The rates with all three, and how far they miss a block.</summary>
    /// <param name="rates">The rates of matrix products and of memory.</param>
    /// <param name="shortestStart">Seconds of an operation on a few numbers: nothing starts faster.</param>
    public DeviceRates Apply(DeviceRates rates, double shortestStart)
    {
        var work = blocks.Select(one => Work(one.Block)).ToArray();
        double[] seconds = [.. blocks.Select(one => one.Time.Seconds)];
        var costs = Fit(work, seconds);
        costs[0] = Math.Max(shortestStart, costs[0]);
        return rates with
        {
            OperationOverhead = TimeSpan.FromSeconds(costs[0]),
            LayerGigabytesPerSecond = costs[1] > 0 ? 1 / costs[1] : rates.GigabytesPerSecond,
            LayerGFlopPerSecond = costs[2] > 0 ? 1 / costs[2] : rates.GFlopPerSecond,
            Misfit = work.Zip(seconds, (amounts, time) => Math.Abs(Sum(costs, amounts) / time - 1)).Max(),
        };
    }

    /// <summary>
    /// Costs of at least zero by least squares, of seconds over their square roots: the long blocks must not decide alone, nor the short.
    /// What would come out below zero is left out, the worst first.
    /// </summary>
    internal static double[] Fit(double[][] work, double[] seconds)
    {
        List<int> kept = [.. Enumerable.Range(0, Unknowns)];
        while (true)
        {
            var found = Solve(
                [.. kept.Select(row => kept.Select(column => Weighted(row, amounts => amounts[column])).ToArray())],
                [.. kept.Select(row => work.Sum(amounts => amounts[row]))]);
            var worst = Array.IndexOf(found, found.Min());
            if (found[worst] >= 0)
            {
                var costs = new double[Unknowns];
                kept.ForEach(unknown => costs[unknown] = found[kept.IndexOf(unknown)]);
                return costs;
            }

            kept.RemoveAt(worst);
        }

        double Weighted(int row, Func<double[], double> column)
            => work.Zip(seconds, (amounts, time) => amounts[row] * column(amounts) / time).Sum();
    }

    /// <summary>Whether moving its activations is what an operation takes: those of products are moved while they compute.</summary>
    internal static bool IsBetweenProducts(OperationCost operation)
        => operation.Kind is OperationKind.Normalization or OperationKind.ElementWise;

    // Operations, gigabytes, GFLOP.
    private static double[] Work(ReferenceBlock block)
    {
        var cost = block.Count();
        var bytes = cost.Operations.Where(IsBetweenProducts).Sum(operation => operation.Cost.ActivationBytes(Precision.Full));
        return [cost.Operations.Count, block.Batch * bytes / 1e9, block.Batch * cost.Total.GFlop];
    }

    private static double Sum(double[] costs, double[] amounts) => costs.Zip(amounts, (cost, amount) => cost * amount).Sum();

    // Gauss and Jordan; the matrix is symmetric and positive.
    private static double[] Solve(double[][] matrix, double[] right)
    {
        for (var pivot = 0; pivot < right.Length; pivot++)
        {
            for (var row = 0; row < right.Length; row++)
            {
                if (row == pivot)
                {
                    continue;
                }

                var factor = matrix[row][pivot] / matrix[pivot][pivot];
                matrix[row] = [.. matrix[row].Zip(matrix[pivot], (value, other) => value - factor * other)];
                right[row] -= factor * right[pivot];
            }
        }

        return [.. right.Select((value, row) => value / matrix[row][row])];
    }
}
