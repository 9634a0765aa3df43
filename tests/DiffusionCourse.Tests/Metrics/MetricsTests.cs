using System.Text.Json;
using DiffusionCourse.Metrics;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Metrics;

/// <summary>Against scikit-image 0.19.3; images are made by the formulas in Golden/metrics.json.</summary>
public sealed class MetricsTests
{
    [Fact]
    public void Every_recorded_metric_is_reproduced()
    {
        foreach (var recorded in GoldenFiles.Read("metrics.json").GetProperty("cases").EnumerateArray())
        {
            int width = recorded.GetProperty("w").GetInt32(), height = recorded.GetProperty("h").GetInt32(), channels = recorded.GetProperty("c").GetInt32();
            byte[] a = Image(recorded.GetProperty("a").GetString()!, width, height, channels), b = Image(recorded.GetProperty("b").GetString()!, width, height, channels);
            if (recorded.Optional("a_pixels") is { } pixels)
            {
                Assert.Equal(pixels.Doubles(), Array.ConvertAll(a, value => (double)value));
                Assert.Equal(recorded.GetProperty("b_pixels").Doubles(), Array.ConvertAll(b, value => (double)value));
            }

            if (recorded.GetProperty("float_input").GetBoolean())
            {
                // Recorded from doubles; floats of k / 255 carry a rounding of 6e-8.
                CompareFloats(recorded, Array.ConvertAll(a, value => value / 255f), Array.ConvertAll(b, value => value / 255f), width, height, channels);
            }
            else
            {
                CompareBytes(recorded, a, b, width, height, channels);
            }
        }
    }

    [Fact]
    public void The_seed_notebooks_errors_are_reproduced()
    {
        var recorded = GoldenFiles.Read("metrics.json").GetProperty("notebook_part6");
        var reference = Image("smooth", 20, 20, 3);
        double[] errors = [.. new[] { 60, 40, 25, 12, 5, 1 }.Select(amplitude => ImageMetrics.RootMeanSquaredError(Image($"noise(smooth,{amplitude})", 20, 20, 3), reference)), ImageMetrics.RootMeanSquaredError(reference, reference)];
        Close(recorded.GetProperty("rmse").Doubles(), errors);
        Close(recorded.GetProperty("quality").Doubles(), Array.ConvertAll(errors, error => 1 - error / errors.Max()));
    }

    [Fact]
    public void Saturation_and_clipping_count_what_they_say()
    {
        byte[] pixels = [255, 0, 0, 100, 100, 100, 0, 0, 0, 200, 100, 150];
        Assert.Equal((1 + 0 + 0 + 0.5) / 4, ImageMetrics.Saturation(pixels), 1e-15);
        Assert.Equal(6.0 / 12, ImageMetrics.ClippedShare(pixels), 1e-15);
        float[] values = [1.5f, 0, -0.2f, 0.4f, 0.2f, 0.3f];
        Assert.Equal((1 + 0.5) / 2, ImageMetrics.Saturation(values), 1e-6);
        Assert.Equal(1.0 / 6, ImageMetrics.ClippedShare(values), 1e-15);
        Assert.Equal(3.0 / 6, ImageMetrics.ClippedShare(values, 0, 1), 1e-15);
    }

    [Fact]
    public void Ssim_of_floats_and_bytes_agree_and_it_is_symmetric()
    {
        byte[] a = Image("A", 61, 47, 3), b = Image("noise(A,15)", 61, 47, 3);
        var bytes = StructuralSimilarity.Mean(a, b, 61, 47, 3);
        Assert.Equal(bytes, StructuralSimilarity.Mean(b, a, 61, 47, 3), 1e-13);
        var floats = StructuralSimilarity.Mean(Array.ConvertAll(a, v => v / 255f), Array.ConvertAll(b, v => v / 255f), 61, 47, 3);
        Assert.Equal(bytes, floats, 1e-6);
        Assert.Equal(bytes, Direct(a, b, 61, 47, 3), 1e-12);
    }

    [Fact]
    public void Bad_sizes_are_refused()
    {
        Assert.Contains("equally many", Assert.Throws<ArgumentException>(() => ImageMetrics.MeanSquaredError(new byte[3], new byte[4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImageMetrics.MeanAbsoluteError(Array.Empty<float>(), Array.Empty<float>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageMetrics.PeakSignalToNoiseRatio(new float[1], new float[1], 0));
        Assert.Contains("smaller window", Assert.Throws<ArgumentException>(() => StructuralSimilarity.Mean(new byte[100], new byte[100], 10, 10, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("hold 192 values", Assert.Throws<ArgumentException>(() => StructuralSimilarity.Mean(new byte[256], new byte[192], 16, 12, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.Global(new byte[4], new byte[4]));
        Assert.Throws<ArgumentException>(() => ImageMetrics.Saturation(new byte[4]));
        Assert.Throws<ArgumentException>(() => ImageMetrics.ClippedShare(new float[4], 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SsimOptions.FlatWindow(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => SsimOptions.GaussianWindow(double.NaN));
    }

    private static void CompareBytes(JsonElement recorded, byte[] a, byte[] b, int width, int height, int channels)
    {
        Close(recorded, "mse", ImageMetrics.MeanSquaredError(a, b), 1e-9);
        Close(recorded, "rmse", ImageMetrics.RootMeanSquaredError(a, b), 1e-9);
        Close(recorded, "mae", ImageMetrics.MeanAbsoluteError(a, b), 1e-9);
        Close(recorded, "psnr", ImageMetrics.PeakSignalToNoiseRatio(a, b), 1e-9);
        foreach (var window in recorded.GetProperty("ssim").EnumerateObject())
        {
            var actual = StructuralSimilarity.Mean(a, b, width, height, channels, Options(window.Name));
            Assert.True(Math.Abs(window.Value.GetDouble() - actual) < 1e-9, $"{recorded.GetProperty("name")} {window.Name}: expected {window.Value}, got {actual:r}");
        }

        Close(recorded, "ssim_global_window", StructuralSimilarity.Global(a, b, channels), 1e-9);
    }

    private static void CompareFloats(JsonElement recorded, float[] a, float[] b, int width, int height, int channels)
    {
        Close(recorded, "mse", ImageMetrics.MeanSquaredError(a, b), 1e-9);
        Close(recorded, "mae", ImageMetrics.MeanAbsoluteError(a, b), 1e-7);
        Close(recorded, "psnr", ImageMetrics.PeakSignalToNoiseRatio(a, b), 1e-5);
        foreach (var window in recorded.GetProperty("ssim").EnumerateObject())
        {
            var actual = StructuralSimilarity.Mean(a, b, width, height, channels, 1, Options(window.Name));
            Assert.Equal(window.Value.GetDouble(), actual, 1e-6);
        }
    }

    private static SsimOptions Options(string window) => window switch
    {
        "uniform7_default" => SsimOptions.Flat,
        "uniform7_popcov" => SsimOptions.Flat with { SampleCovariance = false },
        "uniform11" => SsimOptions.FlatWindow(11),
        "uniform3" => SsimOptions.FlatWindow(3),
        "gaussian_sigma1.5_popcov" => SsimOptions.Gaussian,
        "gaussian_sigma1.5_samplecov" => SsimOptions.Gaussian with { SampleCovariance = true },
        _ => throw new ArgumentException(window),
    };

    /// <summary>The definition without any separation or fusion: Gaussian window, population covariance.</summary>
    private static double Direct(byte[] a, byte[] b, int width, int height, int channels)
    {
        var weights = new double[11, 11];
        double total = 0;
        for (var y = 0; y < 11; y++)
        {
            for (var x = 0; x < 11; x++)
            {
                weights[y, x] = Math.Exp(-(((x - 5) * (x - 5) + (y - 5) * (y - 5)) / (2 * 1.5 * 1.5)));
                total += weights[y, x];
            }
        }

        double sum = 0;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var top = 0; top <= height - 11; top++)
            {
                for (var left = 0; left <= width - 11; left++)
                {
                    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
                    for (var y = 0; y < 11; y++)
                    {
                        for (var x = 0; x < 11; x++)
                        {
                            var index = ((top + y) * width + left + x) * channels + channel;
                            double w = weights[y, x] / total, p = a[index], q = b[index];
                            mx += w * p;
                            my += w * q;
                            xx += w * p * p;
                            yy += w * q * q;
                            xy += w * p * q;
                        }
                    }

                    const double c1 = 6.5025, c2 = 58.5225;
                    sum += (2 * mx * my + c1) * (2 * (xy - mx * my) + c2) / ((mx * mx + my * my + c1) * (xx - mx * mx + yy - my * my + c2));
                }
            }
        }

        return sum / (channels * (height - 10) * (width - 10));
    }

    private static byte[] Image(string formula, int width, int height, int channels)
    {
        if (formula.StartsWith("noise(", StringComparison.Ordinal))
        {
            var parts = formula[6..^1].Split(',');
            var clean = Image(parts[0], width, height, channels);
            var amplitude = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            return Make(width, height, channels, (x, y, k) => Math.Clamp(
                clean[(y * width + x) * channels + k] + (x * 31 + y * 17 + k * 5 + (x * x * 3 + y * y * 7) % 23) % (2 * amplitude + 1) - amplitude, 0, 255));
        }

        if (formula.StartsWith("half(", StringComparison.Ordinal))
        {
            var clean = Image(formula[5..^1], width, height, channels);
            return Array.ConvertAll(clean, value => (byte)(value / 2 + 64));
        }

        if (formula.StartsWith("const(", StringComparison.Ordinal))
        {
            var value = int.Parse(formula[6..^1], System.Globalization.CultureInfo.InvariantCulture);
            return Make(width, height, channels, (_, _, _) => value);
        }

        return formula switch
        {
            "A" => Make(width, height, channels, (x, y, k) => (x * 7 + y * 13 + k * 29 + x * y % 11 * 5) % 256),
            "smooth" => Make(width, height, channels, (x, y, k) => Math.Abs((x * 4 + y * 3 + k * 40) % 510 - 255)),
            _ => throw new ArgumentException(formula),
        };
    }

    private static byte[] Make(int width, int height, int channels, Func<int, int, int, int> value)
    {
        var image = new byte[width * height * channels];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var k = 0; k < channels; k++)
                {
                    image[(y * width + x) * channels + k] = (byte)value(x, y, k);
                }
            }
        }

        return image;
    }

    private static void Close(JsonElement recorded, string name, double actual, double tolerance)
    {
        if (recorded.Optional(name) is { } expected)
        {
            Assert.True(Math.Abs(expected.GetDouble() - actual) <= tolerance * Math.Max(1, Math.Abs(actual)), $"{recorded.GetProperty("name")} {name}: expected {expected}, got {actual:r}");
        }
        else
        {
            Assert.Equal(double.PositiveInfinity, actual);
        }
    }

    private static void Close(double[] expected, double[] actual) =>
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], actual[i], 1e-9));
}
