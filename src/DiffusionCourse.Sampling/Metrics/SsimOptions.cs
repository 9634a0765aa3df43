namespace DiffusionCourse.Metrics;

/// <summary>How structural similarity looks at an image. Equality with scikit-image is tested.</summary>
public sealed record SsimOptions
{
    private SsimOptions(double[] taps, bool sampleCovariance)
    {
        Taps = taps;
        SampleCovariance = sampleCovariance;
    }

    /// <summary>
    /// As Wang et al. 2004 have it: Gaussian window of sigma 1.5 over 11 x 11 pixels, population covariance; scikit-image's
    /// gaussian_weights=True, use_sample_covariance=False.
    /// </summary>
    public static SsimOptions Gaussian { get; } = GaussianWindow();

    /// <summary>scikit-image's default: a flat window of 7 x 7 pixels, sample covariance.</summary>
    public static SsimOptions Flat { get; } = FlatWindow();

    /// <summary>Window width in pixels.</summary>
    public int Size => Taps.Length;

    /// <summary>Whether covariances are divided by N - 1 (true) or N, with N the window's pixels.</summary>
    public bool SampleCovariance { get; init; }

    /// <summary>K1 of the paper, which steadies dark windows. Default 0.01.</summary>
    public double K1 { get; init; } = 0.01;

    /// <summary>K2 of the paper, which steadies even windows. Default 0.03.</summary>
    public double K2 { get; init; } = 0.03;

    /// <summary>The window along one axis, summing to 1.</summary>
    internal double[] Taps { get; }

    /// <summary>A Gaussian window cut at 3.5 sigma, population covariance.</summary>
    /// <param name="sigma">Standard deviation in pixels, 0.15 to 100. Default 1.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">Sigma lies outside its range.</exception>
    public static SsimOptions GaussianWindow(double sigma = 1.5)
    {
        if (!(sigma is >= 0.15 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The window's sigma must lie in 0.15 to 100 pixels; 1.5 is usual.");
        }

        var radius = (int)(3.5 * sigma + 0.5);
        double[] taps = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(x => Math.Exp(-0.5 * x * x / (sigma * sigma)))];
        var sum = taps.Sum();
        return new SsimOptions(Array.ConvertAll(taps, tap => tap / sum), sampleCovariance: false);
    }

    /// <summary>A flat window, sample covariance.</summary>
    /// <param name="size">Width in pixels, odd, at least 3. Default 7.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is even or below 3.</exception>
    public static SsimOptions FlatWindow(int size = 7)
    {
        if (size < 3 || size % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(size), size, "The window must be an odd number of pixels wide, at least 3; 7 is usual.");
        }

        var taps = new double[size];
        Array.Fill(taps, 1.0 / size);
        return new SsimOptions(taps, sampleCovariance: true);
    }
}
