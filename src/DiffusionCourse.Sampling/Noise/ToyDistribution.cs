namespace DiffusionCourse.Noise;

/// <summary>
/// Data in the plane whose ideal model is known: a mixture of round Gaussians, each of a class. At any noise level, where
/// x = alpha x_0 + sigma epsilon, density, score and every kind of prediction have a closed form, for one class or for all of them.
/// </summary>
/// <remarks>
/// The noise level is any pair (alpha, sigma): (sqrt(a), sqrt(1 - a)) of a variance-preserving schedule, (1, sigma) as Karras et
/// al. 2022 have it, (1 - t, t) on the straight paths of flow matching. Component k is then a Gaussian of mean alpha mu_k and
/// variance V_k = alpha^2 s_k^2 + sigma^2, and a prediction is the mean over components by their probability given x. Points lie in
/// buffers as x, y, x, y, ..., the layout of a batch of two-element samples, so that a scheduler's run can step them. Class null is
/// the unconditional model. Methods on buffers allocate nothing and may write to their input.
/// </remarks>
public sealed class ToyDistribution
{
    private readonly GaussianComponent[] _components;

    /// <summary>A mixture.</summary>
    /// <param name="components">1 to 64 Gaussians; classes are counted from 0 without a gap.</param>
    /// <exception cref="ArgumentException">There are none or too many, a number is not finite or not positive, or a class has no
    /// component.</exception>
    public ToyDistribution(IReadOnlyList<GaussianComponent> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        if (components.Count is < 1 or > 64)
        {
            throw new ArgumentException($"A toy distribution has 1 to 64 components; got {components.Count}.", nameof(components));
        }

        foreach (var component in components)
        {
            var fit = double.IsFinite(component.X) && double.IsFinite(component.Y) && component.Deviation > 0
                && double.IsFinite(component.Deviation)
                && component.Weight > 0 && double.IsFinite(component.Weight) && component.Label >= 0;
            if (!fit)
            {
                throw new ArgumentException(
                    Invariant($"{component} is no component: ")
                        + "the mean must be finite, deviation and weight finite and above 0, the label at least 0.",
                    nameof(components));
            }
        }

        ClassCount = components.Max(component => component.Label) + 1;
        var missing = Enumerable.Range(0, ClassCount).FirstOrDefault(label => components.All(component => component.Label != label), -1);
        if (missing >= 0)
        {
            throw new ArgumentException(
                $"Class {missing} has no component; classes are counted from 0 without a gap, here to {ClassCount - 1}.",
                nameof(components));
        }

        var total = components.Sum(component => component.Weight);
        _components = [.. components.Select(component => component with { Weight = component.Weight / total })];
    }

    /// <summary>Two bent classes of three Gaussians each, one the other turned by half a turn, which overlap around the origin.</summary>
    public static ToyDistribution TwoClasses { get; } = new(
    [
        new(-1.3, -0.4, 0.2, 0), new(-0.7, 0.6, 0.25, 0), new(0.25, 0.2, 0.3, 0),
        new(1.3, 0.4, 0.2, 1), new(0.7, -0.6, 0.25, 1), new(-0.25, -0.2, 0.3, 1),
    ]);

    /// <summary>The Gaussians; their weights sum to 1.</summary>
    public IReadOnlyList<GaussianComponent> Components => _components;

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The density of a noised sample.</summary>
    /// <param name="x">First coordinate.</param>
    /// <param name="y">Second coordinate.</param>
    /// <param name="alpha">Factor on the data, at least 0. Default 1.</param>
    /// <param name="sigma">Standard deviation of the noise, at least 0; not 0 together with alpha. Default 0: the data themselves.</param>
    /// <param name="label">The class, or null for all of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The noise level or the class is out of its range.</exception>
    public double Density(double x, double y, double alpha = 1, double sigma = 0, int? label = null)
    {
        Span<double> shares = stackalloc double[_components.Length];
        return Math.Exp(Shares(x, y, alpha, sigma, label, shares));
    }

    /// <summary>The probability of a class given a noised sample: what guidance raises to a power.</summary>
    /// <param name="label">The class.</param>
    /// <param name="x">First coordinate.</param>
    /// <param name="y">Second coordinate.</param>
    /// <param name="alpha">Factor on the data, at least 0. Default 1.</param>
    /// <param name="sigma">Standard deviation of the noise, at least 0; not 0 together with alpha. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The noise level or the class is out of its range.</exception>
    public double ClassProbability(int label, double x, double y, double alpha = 1, double sigma = 0)
    {
        CheckLabel(label);
        Span<double> shares = stackalloc double[_components.Length];
        Shares(x, y, alpha, sigma, null, shares);
        double sum = 0;
        for (var k = 0; k < shares.Length; k++)
        {
            sum += _components[k].Label == label ? shares[k] : 0;
        }

        return sum;
    }

    /// <summary>The mean of x_0 given the noised samples: the ideal model that predicts the sample.</summary>
    /// <param name="points">The noised samples.</param>
    /// <param name="alpha">Factor on the data, at least 0.</param>
    /// <param name="sigma">Standard deviation of the noise, at least 0; not 0 together with alpha.</param>
    /// <param name="label">The class, or null for all of them.</param>
    /// <param name="destination">Receives the prediction.</param>
    /// <exception cref="ArgumentException">The buffers differ in length, or their length is odd.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The noise level or the class is out of its range.</exception>
    public void Original(ReadOnlySpan<double> points, double alpha, double sigma, int? label, Span<double> destination) =>
        Predict(points, alpha, sigma, label, 1, 0, destination);

    /// <summary>The mean of epsilon given the noised samples: the ideal model that predicts the noise.</summary>
    /// <inheritdoc cref="Original" path="/param|/exception"/>
    public void Epsilon(ReadOnlySpan<double> points, double alpha, double sigma, int? label, Span<double> destination) =>
        Predict(points, alpha, sigma, label, 0, 1, destination);

    /// <summary>
    /// v = alpha epsilon - sigma x_0 (Salimans and Ho 2022, arXiv:2202.00512, appendix D), its mean given the noised samples.
    /// </summary>
    /// <inheritdoc cref="Original" path="/param|/exception"/>
    public void VPrediction(ReadOnlySpan<double> points, double alpha, double sigma, int? label, Span<double> destination) =>
        Predict(points, alpha, sigma, label, -sigma, alpha, destination);

    /// <summary>
    /// epsilon - x_0, its mean given the noised samples: the velocity dx/dt on the straight paths x = (1 - t) x_0 + t epsilon, where
    /// alpha is 1 - t and sigma is t (Lipman et al. 2022, arXiv:2210.02747; Liu et al. 2022, arXiv:2209.03003, eq. 1).
    /// </summary>
    /// <inheritdoc cref="Original" path="/param|/exception"/>
    public void Velocity(ReadOnlySpan<double> points, double alpha, double sigma, int? label, Span<double> destination) =>
        Predict(points, alpha, sigma, label, -1, 1, destination);

    /// <summary>The gradient of the log density of the noised samples; -epsilon / sigma where there is noise.</summary>
    /// <inheritdoc cref="Original" path="/param|/exception"/>
    public void Score(ReadOnlySpan<double> points, double alpha, double sigma, int? label, Span<double> destination)
    {
        CheckBuffers(points, destination);
        Span<double> shares = stackalloc double[_components.Length];
        for (var i = 0; i < points.Length; i += 2)
        {
            double x = points[i], y = points[i + 1], scoreX = 0, scoreY = 0;
            Shares(x, y, alpha, sigma, label, shares);
            for (var k = 0; k < shares.Length; k++)
            {
                var component = _components[k];
                var share = shares[k] / Variance(component, alpha, sigma);
                scoreX -= share * (x - alpha * component.X);
                scoreY -= share * (y - alpha * component.Y);
            }

            (destination[i], destination[i + 1]) = (scoreX, scoreY);
        }
    }

    /// <summary>Draws clean samples.</summary>
    /// <param name="seed">The same seed gives the same samples.</param>
    /// <param name="label">The class, or null for all of them.</param>
    /// <param name="destination">Receives the samples.</param>
    /// <exception cref="ArgumentException">The length is odd.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Sample(ulong seed, int? label, Span<double> destination)
    {
        CheckBuffers(destination, destination);
        var total = ClassWeight(label);

        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        new GaussianNoise(seed).Fill(destination);
        for (var i = 0; i < destination.Length; i += 2)
        {
            var chosen = random.NextDouble() * total;
            var component = -1;
            for (var k = 0; k < _components.Length && (component < 0 || chosen >= 0); k++)
            {
                if (label is null || _components[k].Label == label)
                {
                    component = k;
                    chosen -= _components[k].Weight;
                }
            }

            var (x, y, deviation, _, _) = _components[component];
            destination[i] = x + deviation * destination[i];
            destination[i + 1] = y + deviation * destination[i + 1];
        }
    }

    /// <summary>onOriginal E[x_0 | x] + onEpsilon E[epsilon | x].</summary>
    private void Predict(
        ReadOnlySpan<double> points, double alpha, double sigma, int? label, double onOriginal, double onEpsilon, Span<double> destination)
    {
        CheckBuffers(points, destination);
        Span<double> shares = stackalloc double[_components.Length];
        for (var i = 0; i < points.Length; i += 2)
        {
            double x = points[i], y = points[i + 1], sumX = 0, sumY = 0;
            Shares(x, y, alpha, sigma, label, shares);
            for (var k = 0; k < shares.Length; k++)
            {
                // Within a component: x_0 = mu + alpha s^2 / V (x - alpha mu), epsilon = sigma / V (x - alpha mu).
                var component = _components[k];
                var slope = (onOriginal * alpha * component.Deviation * component.Deviation + onEpsilon * sigma) / Variance(
                    component, alpha, sigma);
                sumX += shares[k] * (onOriginal * component.X + slope * (x - alpha * component.X));
                sumY += shares[k] * (onOriginal * component.Y + slope * (y - alpha * component.Y));
            }

            (destination[i], destination[i + 1]) = (sumX, sumY);
        }
    }

    /// <summary>The probability of each component given a noised sample, 0 for those of other classes.</summary>
    /// <returns>The logarithm of the sample's density.</returns>
    private double Shares(double x, double y, double alpha, double sigma, int? label, Span<double> shares)
    {
        if (!(alpha >= 0 && sigma >= 0 && alpha + sigma > 0 && double.IsFinite(alpha + sigma)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(sigma),
                "A noise level is alpha >= 0 and sigma >= 0, finite and not both 0; "
                    + Invariant($"got alpha {alpha} and sigma {sigma}."));
        }

        double total = ClassWeight(label), largest = double.NegativeInfinity;
        for (var k = 0; k < shares.Length; k++)
        {
            var component = _components[k];
            var variance = Variance(component, alpha, sigma);
            double dx = x - alpha * component.X, dy = y - alpha * component.Y;
            shares[k] = label is null || component.Label == label
                ? Math.Log(component.Weight / total / (2 * Math.PI * variance)) - (dx * dx + dy * dy) / (2 * variance)
                : double.NegativeInfinity;
            largest = Math.Max(largest, shares[k]);
        }

        double sum = 0;
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] = Math.Exp(shares[k] - largest);
            sum += shares[k];
        }

        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] /= sum;
        }

        return largest + Math.Log(sum);
    }

    private static double Variance(GaussianComponent component, double alpha, double sigma) =>
        alpha * alpha * component.Deviation * component.Deviation + sigma * sigma;

    private double ClassWeight(int? label)
    {
        if (label is not { } wanted)
        {
            return 1;
        }

        CheckLabel(wanted);
        double sum = 0;
        foreach (var component in _components)
        {
            sum += component.Label == wanted ? component.Weight : 0;
        }

        return sum;
    }

    private void CheckLabel(int label)
    {
        if (label < 0 || label >= ClassCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(label), label, $"The classes are 0 to {ClassCount - 1}; null is the unconditional model.");
        }
    }

    private static void CheckBuffers(ReadOnlySpan<double> points, ReadOnlySpan<double> destination)
    {
        if (points.Length % 2 != 0 || points.Length != destination.Length)
        {
            throw new ArgumentException(
                $"Points lie in buffers as x, y, x, y, ..., input and output of equal length; got {points.Length} and "
                    + $"{destination.Length} numbers.",
                nameof(points));
        }
    }
}
