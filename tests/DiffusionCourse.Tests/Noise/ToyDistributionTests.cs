using DiffusionCourse.Noise;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Noise;

/// <summary>The closed forms of the toy distribution, against integrals over x_0 that know only the data's density.</summary>
public sealed class ToyDistributionTests
{
    private const double Reach = 3.2, Step = 0.02;

    private static readonly ToyDistribution Toy = ToyDistribution.TwoClasses;

    /// <summary>alpha and sigma on a straight path, a variance-preserving one and one as Karras has it; the class; the point.</summary>
    public static TheoryData<double, double, int?, double, double> Places => new()
    {
        { 0.6, 0.4, null, 0.3, -0.2 }, { 0.6, 0.4, 0, 0.3, -0.2 }, { 0.2, 0.8, 1, -1.1, 0.7 },
        { 0.8, 0.6, 1, 0.1, 0.1 }, { 0.8, 0.6, null, -2.5, 1.5 }, { 1, 1.7, null, 1, 2 }, { 1, 0.3, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Density_and_predictions_are_the_integrals_over_the_data(double alpha, double sigma, int? label, double x, double y)
    {
        double density = 0, meanX = 0, meanY = 0;
        for (var a = -Reach; a <= Reach; a += Step)
        {
            for (var b = -Reach; b <= Reach; b += Step)
            {
                double dx = (x - alpha * a) / sigma, dy = (y - alpha * b) / sigma;
                var joint = Toy.Density(a, b, label: label) * Math.Exp(-0.5 * (dx * dx + dy * dy)) / (2 * Math.PI * sigma * sigma) * Step * Step;
                (density, meanX, meanY) = (density + joint, meanX + joint * a, meanY + joint * b);
            }
        }

        (meanX, meanY) = (meanX / density, meanY / density);
        double epsilonX = (x - alpha * meanX) / sigma, epsilonY = (y - alpha * meanY) / sigma;
        Assert.Equal(density, Toy.Density(x, y, alpha, sigma, label), 1e-7);
        AssertPoint(meanX, meanY, to => Toy.Original([x, y], alpha, sigma, label, to));
        AssertPoint(epsilonX, epsilonY, to => Toy.Epsilon([x, y], alpha, sigma, label, to));
        AssertPoint(epsilonX - meanX, epsilonY - meanY, to => Toy.Velocity([x, y], alpha, sigma, label, to));
        AssertPoint(alpha * epsilonX - sigma * meanX, alpha * epsilonY - sigma * meanY, to => Toy.VPrediction([x, y], alpha, sigma, label, to));
        AssertPoint(-epsilonX / sigma, -epsilonY / sigma, to => Toy.Score([x, y], alpha, sigma, label, to));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void The_score_is_the_slope_of_the_log_density(double alpha, double sigma, int? label, double x, double y)
    {
        const double H = 1e-5;
        double Log(double a, double b) => Math.Log(Toy.Density(a, b, alpha, sigma, label));
        AssertPoint((Log(x + H, y) - Log(x - H, y)) / (2 * H), (Log(x, y + H) - Log(x, y - H)) / (2 * H), to => Toy.Score([x, y], alpha, sigma, label, to));
    }

    [Fact]
    public void Both_classes_are_likely_where_they_overlap_and_only_one_elsewhere()
    {
        Assert.Equal(0.5, Toy.ClassProbability(0, 0, 0), 1e-12);
        Assert.True(Toy.ClassProbability(0, -1.3, -0.4) > 0.99);
        Assert.True(Toy.ClassProbability(1, 1.3, 0.4, 0.8, 0.2) > 0.9);
        var bayes = 0.5 * Toy.Density(0.4, 0.3, 0.7, 0.3, 1) / Toy.Density(0.4, 0.3, 0.7, 0.3);
        Assert.Equal(bayes, Toy.ClassProbability(1, 0.4, 0.3, 0.7, 0.3), 1e-12);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    public void Samples_have_the_mean_and_the_spread_of_the_mixture(int? label)
    {
        var points = new double[400_000];
        Toy.Sample(7, label, points);
        var components = Toy.Components.Where(component => label is null || component.Label == label).ToList();
        var meanX = components.Average(component => component.X);
        var squareX = components.Average(component => component.X * component.X + component.Deviation * component.Deviation);
        var squareY = components.Average(component => component.Y * component.Y + component.Deviation * component.Deviation);
        Assert.Equal(meanX, points.Where((_, i) => i % 2 == 0).Average(), 0.01);
        Assert.Equal(squareX, points.Where((_, i) => i % 2 == 0).Average(x => x * x), 0.01);
        Assert.Equal(squareY, points.Where((_, i) => i % 2 == 1).Average(y => y * y), 0.01);
    }

    [Fact]
    public void Predictions_may_replace_their_input_and_allocate_nothing()
    {
        double[] points = [0.3, -0.2, -1.1, 0.7], expected = new double[4];
        Toy.Velocity(points, 0.6, 0.4, 1, expected);
        double[] inPlace = [.. points];
        Toy.Velocity(inPlace, 0.6, 0.4, 1, inPlace);
        Assert.Equal(expected, inPlace);
        Assert.Equal(0, Allocations.Of(() => Toy.Velocity(points, 0.6, 0.4, 1, expected)));
    }

    [Fact]
    public void Far_from_all_data_the_predictions_stay_finite()
    {
        var result = new double[2];
        Toy.Epsilon([300, -300], 1, 0.001, 0, result);
        Assert.All(result, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Impossible_arguments_are_refused_with_their_limits()
    {
        Assert.Contains("not both 0", Assert.Throws<ArgumentOutOfRangeException>(() => Toy.Density(0, 0, 0, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => Toy.Density(0, 0, label: 2)).Message, StringComparison.Ordinal);
        Assert.Contains("x, y", Assert.Throws<ArgumentException>(() => Toy.Score(new double[3], 1, 1, null, new double[3])).Message, StringComparison.Ordinal);
        Assert.Contains("Class 0", Assert.Throws<ArgumentException>(() => new ToyDistribution([new(0, 0, 1, 1)])).Message, StringComparison.Ordinal);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => new ToyDistribution([new(0, 0, 0, 0)])).Message, StringComparison.Ordinal);
    }

    private delegate void Prediction(Span<double> destination);

    private static void AssertPoint(double x, double y, Prediction predict)
    {
        var actual = new double[2];
        predict(actual);
        Assert.Equal(x, actual[0], 1e-6);
        Assert.Equal(y, actual[1], 1e-6);
    }
}
