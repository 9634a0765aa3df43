namespace DiffusionCourse.Charts;

/// <summary>The straight line of least squares.</summary>
public static class StraightLine
{
    /// <summary>Slope and value at 0 of the line that comes nearest to points.</summary>
    /// <param name="x">Where the points are, two or more different values.</param>
    /// <param name="y">Their heights, as many.</param>
    public static (double Slope, double Intercept) Fit(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        var slope = covariance / x.Sum(a => (a - meanX) * (a - meanX));
        return (slope, meanY - slope * meanX);
    }
}
