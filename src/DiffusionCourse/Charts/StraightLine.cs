namespace DiffusionCourse.Charts;

/// <summary>The straight line of least squares.</summary>
internal static class StraightLine
{
    public static (double Slope, double Intercept) Fit(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        var slope = covariance / x.Sum(a => (a - meanX) * (a - meanX));
        return (slope, meanY - (slope * meanX));
    }
}
