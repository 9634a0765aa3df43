namespace DiffusionCourse.Schedulers.Engine;

/// <summary>A point of the diffusion: the sample is Alpha x_0 + Sigma epsilon.</summary>
internal readonly record struct NoiseLevel(double Alpha, double Sigma)
{
    /// <summary>log(Alpha / Sigma), half the log-SNR; infinite where Sigma is 0.</summary>
    public double Lambda => Math.Log(Alpha) - Math.Log(Sigma);

    /// <summary>The level with a given alphas cumprod, where Alpha^2 + Sigma^2 = 1.</summary>
    public static NoiseLevel OfSignal(double alphaCumprod) => new(Math.Sqrt(alphaCumprod), Math.Sqrt(1 - alphaCumprod));

    /// <summary>The level on a straight path from data to noise, where Alpha + Sigma = 1.</summary>
    public static NoiseLevel OfStraightPath(double sigma) => new(1 - sigma, sigma);

    /// <summary>The level with a given ratio Sigma / Alpha, where Alpha^2 + Sigma^2 = 1.</summary>
    public static NoiseLevel OfRatio(double ratio)
    {
        var alpha = 1 / Math.Sqrt(ratio * ratio + 1);
        return new(alpha, ratio * alpha);
    }
}
