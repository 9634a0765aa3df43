namespace DiffusionCourse.Numerics;

/// <summary>
/// The inverse of the standard normal distribution function: Wichura 1988, algorithm AS 241 (PPND16), relative error about
/// 1e-16. Only additions, multiplications, divisions and square roots, which IEEE 754 fixes to the last bit; the platform's
/// logarithm, which it does not, is replaced by an own one.
/// </summary>
internal static class NormalQuantile
{
    private const double LogTwoHigh = 6.93147180369123816490e-01, LogTwoLow = 1.90821492927058770002e-10;

    // Of each rational function above and below the line, the highest power first.
    private static readonly double[] CentreAbove =
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ];

    private static readonly double[] CentreBelow =
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
    ];

    private static readonly double[] TailAbove =
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ];

    private static readonly double[] TailBelow =
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1,
    ];

    private static readonly double[] FarAbove =
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ];

    private static readonly double[] FarBelow =
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
    ];

    /// <summary>The value below which a standard normal number falls with the given probability, in (0, 1).</summary>
    public static double Of(double probability)
    {
        var q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var s = 0.180625 - q * q;
            return q * Polynomial(s, CentreAbove) / Polynomial(s, CentreBelow);
        }

        var magnitude = Tail(q < 0 ? probability : 1 - probability);
        return q < 0 ? -magnitude : magnitude;
    }

    private static double Tail(double probability)
    {
        var r = Math.Sqrt(-Logarithm(probability));
        if (r <= 5)
        {
            r -= 1.6;
            return Polynomial(r, TailAbove) / Polynomial(r, TailBelow);
        }

        r -= 5;
        return Polynomial(r, FarAbove) / Polynomial(r, FarBelow);
    }

    /// <summary>By Horner's rule.</summary>
    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = coefficients[0];
        foreach (var coefficient in coefficients[1..])
        {
            sum = sum * x + coefficient;
        }

        return sum;
    }

    /// <summary>
    /// The natural logarithm of a positive normal number: x = 2^e m with m in [sqrt(1/2), sqrt(2)), and
    /// log m = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| at most 0.172.
    /// </summary>
    internal static double Logarithm(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        var s = (m - 1) / (m + 1);
        var z = s * s;
        var series = 1.0 / 23;
        series = series * z + 1.0 / 21;
        series = series * z + 1.0 / 19;
        series = series * z + 1.0 / 17;
        series = series * z + 1.0 / 15;
        series = series * z + 1.0 / 13;
        series = series * z + 1.0 / 11;
        series = series * z + 1.0 / 9;
        series = series * z + 1.0 / 7;
        series = series * z + 1.0 / 5;
        series = series * z + 1.0 / 3;
        var mantissa = 2 * s + 2 * s * z * series;
        return exponent * LogTwoHigh + (mantissa + exponent * LogTwoLow);
    }
}
