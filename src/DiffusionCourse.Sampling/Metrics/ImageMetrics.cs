namespace DiffusionCourse.Metrics;

/// <summary>
/// Differences between two images and simple measures of one. Distance to a reference picture measures convergence to it, not
/// quality. Images are spans of equal length, height x width x channels with channels innermost where the layout matters.
/// </summary>
public static class ImageMetrics
{
    /// <summary>Mean of squared differences, in squared units of the values.</summary>
    /// <param name="image">Values of one image, at least one.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <exception cref="ArgumentException">The spans are empty or differ in length.</exception>
    public static double MeanSquaredError(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference)
    {
        CheckPair(image.Length, reference.Length);
        long sum = 0;
        for (var i = 0; i < image.Length; i++)
        {
            var difference = image[i] - reference[i];
            sum += difference * difference;
        }

        return (double)sum / image.Length;
    }

    /// <inheritdoc cref="MeanSquaredError(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static double MeanSquaredError(ReadOnlySpan<float> image, ReadOnlySpan<float> reference)
    {
        CheckPair(image.Length, reference.Length);
        double sum = 0;
        for (var i = 0; i < image.Length; i++)
        {
            var difference = (double)image[i] - reference[i];
            sum += difference * difference;
        }

        return sum / image.Length;
    }

    /// <summary>Square root of the mean squared error, in units of the values.</summary>
    /// <param name="image">Values of one image, at least one.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <exception cref="ArgumentException">The spans are empty or differ in length.</exception>
    public static double RootMeanSquaredError(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference)
        => Math.Sqrt(MeanSquaredError(image, reference));

    /// <inheritdoc cref="RootMeanSquaredError(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static double RootMeanSquaredError(ReadOnlySpan<float> image, ReadOnlySpan<float> reference)
        => Math.Sqrt(MeanSquaredError(image, reference));

    /// <summary>Mean of absolute differences, in units of the values.</summary>
    /// <param name="image">Values of one image, at least one.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <exception cref="ArgumentException">The spans are empty or differ in length.</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference)
    {
        CheckPair(image.Length, reference.Length);
        long sum = 0;
        for (var i = 0; i < image.Length; i++)
        {
            sum += Math.Abs(image[i] - reference[i]);
        }

        return (double)sum / image.Length;
    }

    /// <inheritdoc cref="MeanAbsoluteError(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static double MeanAbsoluteError(ReadOnlySpan<float> image, ReadOnlySpan<float> reference)
    {
        CheckPair(image.Length, reference.Length);
        double sum = 0;
        for (var i = 0; i < image.Length; i++)
        {
            sum += Math.Abs((double)image[i] - reference[i]);
        }

        return sum / image.Length;
    }

    /// <summary>Peak signal-to-noise ratio in decibels: 10 log10(range^2 / MSE); infinite for equal images.</summary>
    /// <param name="image">Values of one image, at least one.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <exception cref="ArgumentException">The spans are empty or differ in length.</exception>
    public static double PeakSignalToNoiseRatio(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference) =>
        Decibels(MeanSquaredError(image, reference), 255);

    /// <inheritdoc cref="PeakSignalToNoiseRatio(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    /// <param name="image">Values of one image, at least one.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <param name="dataRange">Largest minus smallest possible value, positive: 1 for values in [0, 1], 2 for [-1, 1]. Default 1.</param>
    public static double PeakSignalToNoiseRatio(ReadOnlySpan<float> image, ReadOnlySpan<float> reference, double dataRange = 1) =>
        Decibels(MeanSquaredError(image, reference), CheckRange(dataRange));

    /// <summary>Mean HSV saturation, (max - min) / max of each pixel's channels, 0 for black: 0 is grey, 1 fully saturated.</summary>
    /// <param name="image">Pixels with channels innermost.</param>
    /// <param name="channels">Channels of a pixel, at least 3; the first three are taken as red, green, blue. Default 3.</param>
    /// <exception cref="ArgumentException">The length is not a positive multiple of the channels.</exception>
    public static double Saturation(ReadOnlySpan<byte> image, int channels = 3)
    {
        CheckPixels(image.Length, channels);
        double sum = 0;
        for (var i = 0; i < image.Length; i += channels)
        {
            int high = Math.Max(image[i], Math.Max(image[i + 1], image[i + 2]));
            int low = Math.Min(image[i], Math.Min(image[i + 1], image[i + 2]));
            sum += high > 0 ? (double)(high - low) / high : 0;
        }

        return sum / (image.Length / channels);
    }

    /// <summary>Mean HSV saturation of values in [0, 1], (max - min) / max of each pixel's channels; values outside are clamped.</summary>
    /// <inheritdoc cref="Saturation(ReadOnlySpan{byte}, int)"/>
    public static double Saturation(ReadOnlySpan<float> image, int channels = 3)
    {
        CheckPixels(image.Length, channels);
        double sum = 0;
        for (var i = 0; i < image.Length; i += channels)
        {
            float red = Math.Clamp(image[i], 0, 1), green = Math.Clamp(image[i + 1], 0, 1), blue = Math.Clamp(image[i + 2], 0, 1);
            float high = Math.Max(red, Math.Max(green, blue)), low = Math.Min(red, Math.Min(green, blue));
            sum += high > 0 ? (double)(high - low) / high : 0;
        }

        return sum / (image.Length / channels);
    }

    /// <summary>Share of values at 0 or 255, where detail may have been cut off.</summary>
    /// <param name="image">At least one value.</param>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    public static double ClippedShare(ReadOnlySpan<byte> image)
    {
        CheckPair(image.Length, image.Length);
        var clipped = 0;
        foreach (var value in image)
        {
            clipped += value is 0 or 255 ? 1 : 0;
        }

        return (double)clipped / image.Length;
    }

    /// <summary>Share of values at or beyond the limits of their range.</summary>
    /// <param name="image">At least one value.</param>
    /// <param name="low">Lower limit. Default -1, as a VAE decodes.</param>
    /// <param name="high">Upper limit, above <paramref name="low"/>. Default 1.</param>
    /// <exception cref="ArgumentException">The span is empty or the limits are not low &lt; high.</exception>
    public static double ClippedShare(ReadOnlySpan<float> image, float low = -1, float high = 1)
    {
        CheckPair(image.Length, image.Length);
        if (!(low < high))
        {
            throw new ArgumentException(Invariant($"The limits must satisfy low < high; got {low} and {high}."), nameof(low));
        }

        var clipped = 0;
        foreach (var value in image)
        {
            clipped += value <= low || value >= high ? 1 : 0;
        }

        return (double)clipped / image.Length;
    }

    internal static double CheckRange(double dataRange) => dataRange > 0 && double.IsFinite(dataRange)
        ? dataRange
        : throw new ArgumentOutOfRangeException(
            nameof(dataRange), dataRange, "The data range must be a positive, finite number: largest minus smallest possible value.");

    private static double Decibels(double meanSquaredError, double range) =>
        meanSquaredError == 0 ? double.PositiveInfinity : 10 * Math.Log10(range * range / meanSquaredError);

    private static void CheckPair(int length, int other)
    {
        if (length == 0 || length != other)
        {
            throw new ArgumentException($"The images must hold equally many values, at least one; got {length} and {other}.");
        }
    }

    private static void CheckPixels(int length, int channels)
    {
        if (channels < 3 || length == 0 || length % channels != 0)
        {
            throw new ArgumentException(
                $"Saturation needs colour: a positive multiple of at least 3 channels; got {length} values of {channels} channels.");
        }
    }
}
