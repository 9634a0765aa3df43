namespace DiffusionCourse.Numerics;

/// <summary>The Beta distribution, by its incomplete beta function.</summary>
internal static class BetaDistribution
{
    /// <summary>x with I_x(a, b) = probability, to full double precision for moderate shapes.</summary>
    public static double Quantile(double probability, double a, double b)
    {
        if (probability <= 0)
        {
            return 0;
        }

        if (probability >= 1)
        {
            return 1;
        }

        double low = 0, high = 1, x = 0.5;
        var scale = Math.Exp(-LogBeta(a, b));
        for (var i = 0; i < 200; i++)
        {
            var error = Cumulative(x, a, b) - probability;
            if (error > 0)
            {
                high = x;
            }
            else
            {
                low = x;
            }

            // Newton's step where it stays between the bounds, otherwise bisection.
            var density = scale * Math.Pow(x, a - 1) * Math.Pow(1 - x, b - 1);
            var next = x - error / density;
            if (!(next > low && next < high))
            {
                next = 0.5 * (low + high);
            }

            if (next == x || Math.Abs(next - x) <= 1e-16 * x)
            {
                return next;
            }

            x = next;
        }

        return x;
    }

    /// <summary>The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (Abramowitz and Stegun 26.5.8).</summary>
    public static double Cumulative(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        var front = Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) - LogBeta(a, b));
        return x < (a + 1) / (a + b + 2)
            ? front * ContinuedFraction(x, a, b) / a
            : 1 - front * ContinuedFraction(1 - x, b, a) / b;
    }

    private static double ContinuedFraction(double x, double a, double b)
    {
        const double tiny = 1e-300;
        double c = 1;
        var d = 1 / NonZero(1 - (a + b) * x / (a + 1));
        var value = d;
        for (var m = 1; m < 1000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NonZero(1 + even * d);
            c = NonZero(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NonZero(1 + odd * d);
            c = NonZero(1 + odd / c);
            var factor = d * c;
            value *= factor;
            if (Math.Abs(factor - 1) < 1e-16)
            {
                break;
            }
        }

        return value;

        static double NonZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>Stirling's series after shifting the argument above 15.</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        while (x < 15)
        {
            shift -= Math.Log(x);
            x += 1;
        }

        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188)))));
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
