using DiffusionCourse.Noise;

namespace DiffusionCourse.Tests.Noise;

public sealed class SphericalInterpolationTests
{
    [Fact]
    public void Keeps_the_size_of_noise()
    {
        float[] from = Draw(1), to = Draw(2);
        foreach (var share in new[] { 0.25, 0.5, 0.75 })
        {
            var arc = Deviation(SphericalInterpolation.Between(from, to, share));
            var line = Deviation([.. from.Zip(to, (a, b) => (float)((1 - share) * a + share * b))]);
            Assert.InRange(arc, 0.97, 1.03);
            Assert.True(line < 0.85);
        }
    }

    [Fact]
    public void Ends_where_it_should_and_is_symmetric()
    {
        float[] from = Draw(1), to = Draw(2);
        Assert.Equal(from, SphericalInterpolation.Between(from, to, 0));
        Assert.Equal(to, SphericalInterpolation.Between(from, to, 1));
        Assert.Equal(SphericalInterpolation.Between(from, to, 0.3), SphericalInterpolation.Between(to, from, 0.7));
    }

    [Fact]
    public void Parallel_vectors_and_nothing_are_mixed_along_the_line()
    {
        Assert.Equal([1.5f, 3], SphericalInterpolation.Between([1, 2], [2, 4], 0.5));
        Assert.Equal([0f, 0], SphericalInterpolation.Between([0, 0], [0, 0], 0.5));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SphericalInterpolation.Between([1], [1, 2], 0.5));
        Assert.Throws<ArgumentException>(() => SphericalInterpolation.Between([], [], 0.5));
        Assert.Throws<ArgumentException>(() => SphericalInterpolation.Between([1], [2], double.NaN));
    }

    private static float[] Draw(ulong seed)
    {
        var values = new float[4096];
        new GaussianNoise(seed).Fill(values.AsSpan());
        return values;
    }

    private static double Deviation(float[] values) => Math.Sqrt(values.Average(value => value * (double)value));
}
