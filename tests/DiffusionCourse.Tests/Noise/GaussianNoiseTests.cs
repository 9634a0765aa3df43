using DiffusionCourse.Noise;
using DiffusionCourse.Numerics;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Noise;

/// <summary>Expected values were computed by an independent implementation in Python, and agree with SciPy's ndtri to 1e-15.</summary>
public sealed class GaussianNoiseTests
{
    [Fact]
    public void Philox_gives_the_known_answers_of_Random123()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block((0, 0, 0, 0), 0));
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            Philox.Block((uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue), ulong.MaxValue));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), 0x299f31d0a4093822));
    }

    [Theory]
    [InlineData(0ul, 1.1775912390542727, 0.26756224953309987, -0.35287489660161836, -1.785451191677237, -0.46924918026737256, -0.6075379383774321)]
    [InlineData(42ul, -0.07882346885253179, -0.41011294279565147, -0.4480366278979277, -0.11476523741853367, 0.4078702358053096, 0.7507043067685636)]
    [InlineData(ulong.MaxValue, -1.38439434793651, -1.1045929036330375, -0.5401297755304898, 0.3176875361019325, -0.16484617777282828, 0.2461640088065317)]
    public void First_values_of_a_seed_are_these_bits(ulong seed, double a, double b, double c, double d, double e, double f)
    {
        var values = new double[6];
        new GaussianNoise(seed).Fill(values);
        Assert.Equal([a, b, c, d, e, f], values);
    }

    [Fact]
    public void Ten_thousand_values_have_the_recorded_bits()
    {
        var values = new double[10_000];
        new GaussianNoise(42).Fill(values);
        var hash = 14695981039346656037;
        foreach (var value in values)
        {
            hash = unchecked((hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211);
        }

        Assert.Equal(0x529803c40109e12ul, hash);
    }

    [Theory]
    [InlineData(1.1102230246251565e-16, -8.209536151601387)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.0749, -1.4402382675279635)]
    [InlineData(0.0751, -1.4388253927525403)]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655446004)]
    public void The_quantile_agrees_with_SciPy(double probability, double expected) =>
        Assert.Equal(expected, NormalQuantile.Of(probability), 1e-14);

    [Fact]
    public void The_logarithm_is_accurate_to_the_last_bits()
    {
        for (var x = 1.2e-16; x < 1; x *= 1.37)
        {
            Assert.Equal(Math.Log(x), NormalQuantile.Logarithm(x), 1e-14 * Math.Abs(Math.Log(x)) + 1e-16);
        }
    }

    [Fact]
    public void Values_do_not_depend_on_how_they_are_asked_for()
    {
        var whole = new double[101];
        new GaussianNoise(7).Fill(whole);
        var noise = new GaussianNoise(7);
        var pieces = new List<double>();
        foreach (var length in new[] { 1, 2, 3, 0, 5, 40, 1, 49 })
        {
            var piece = new double[length];
            noise.Fill(piece);
            pieces.AddRange(piece);
        }

        Assert.Equal(whole, pieces);
        Assert.Equal(101ul, noise.Position);
    }

    [Fact]
    public void Floats_are_the_rounded_doubles()
    {
        var doubles = new double[1001];
        var floats = new float[1001];
        new GaussianNoise(3).Fill(doubles);
        new GaussianNoise(3).Fill(floats);
        Assert.Equal(Array.ConvertAll(doubles, value => (float)value), floats);
        var single = new GaussianNoise(3);
        Assert.All(doubles, value => Assert.Equal(value, single.Next()));
    }

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    public void Values_are_normally_distributed(ulong seed)
    {
        const int count = 400_000;
        var values = new double[count];
        new GaussianNoise(seed).Fill(values);
        var mean = values.Average();
        var variance = values.Sum(x => (x - mean) * (x - mean)) / (count - 1);
        var kurtosis = values.Sum(x => Math.Pow(x - mean, 4)) / count / (variance * variance);

        // Five standard errors of each statistic.
        Assert.InRange(mean, -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
        Assert.InRange(variance, 1 - 5 * Math.Sqrt(2.0 / count), 1 + 5 * Math.Sqrt(2.0 / count));
        Assert.InRange(kurtosis, 3 - 5 * Math.Sqrt(24.0 / count), 3 + 5 * Math.Sqrt(24.0 / count));

        // Kolmogorov-Smirnov: the largest gap between the sample and the normal law, critical value at 1e-4.
        Array.Sort(values);
        double gap = 0;
        for (var i = 0; i < count; i++)
        {
            var expected = Probability(values[i]);
            gap = Math.Max(gap, Math.Max(Math.Abs((i + 1.0) / count - expected), Math.Abs((double)i / count - expected)));
        }

        Assert.True(gap < 2.23 / Math.Sqrt(count), $"KS gap {gap}");
    }

    [Fact]
    public void Neighbouring_seeds_and_values_are_uncorrelated()
    {
        const int count = 200_000;
        var first = new double[count];
        var second = new double[count];
        new GaussianNoise(100).Fill(first);
        new GaussianNoise(101).Fill(second);
        var across = first.Zip(second, (a, b) => a * b).Average();
        var along = first.Zip(first.Skip(1), (a, b) => a * b).Average();
        Assert.InRange(across, -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
        Assert.InRange(along, -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        var noise = new GaussianNoise(1);
        var values = new float[1000];
        Assert.Equal(0, Allocations.Of(() => noise.Fill(values)));
    }

    /// <summary>The normal distribution function by Marsaglia's series (2004), accurate to about 1e-15.</summary>
    private static double Probability(double x)
    {
        if (Math.Abs(x) > 8)
        {
            return x > 0 ? 1 : 0;
        }

        double sum = x, term = x, previous = 0;
        for (double i = 3; sum != previous; i += 2)
        {
            previous = sum;
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + sum * Math.Exp(-0.5 * x * x - 0.91893853320467274178);
    }
}
