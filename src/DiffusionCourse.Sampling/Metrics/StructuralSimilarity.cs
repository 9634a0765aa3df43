using System.Numerics;

namespace DiffusionCourse.Metrics;

/// <summary>
/// Structural similarity, SSIM: Wang et al. 2004, "Image quality assessment: from error visibility to structural similarity",
/// eq. 13. Means, variances and covariance within a window are compared; 1 means equal images. The mean is over all windows
/// that lie wholly inside the image and over all channels, as in scikit-image.
/// </summary>
public static class StructuralSimilarity
{
    /// <summary>Mean SSIM of two images of bytes.</summary>
    /// <param name="image">height x width x channels values, channels innermost.</param>
    /// <param name="reference">The other image, of equal size.</param>
    /// <param name="width">Pixels in a row, at least the window's size.</param>
    /// <param name="height">Rows, at least the window's size.</param>
    /// <param name="channels">Channels of a pixel, at least 1.</param>
    /// <param name="options">The window; null for <see cref="SsimOptions.Gaussian"/>.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static double Mean(
        ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference, int width, int height, int channels, SsimOptions? options = null)
    {
        var pass = new SsimPass(width, height, channels, options ?? SsimOptions.Gaussian, 255, image.Length, reference.Length);
        for (var y = 0; y < height; y++)
        {
            Widen(image.Slice(y * pass.RowLength, pass.RowLength), pass.Row);
            Widen(reference.Slice(y * pass.RowLength, pass.RowLength), pass.OtherRow);
            pass.Add();
        }

        return pass.Mean;
    }

    /// <summary>Mean SSIM of two images of floats.</summary>
    /// <param name="image">height x width x channels values, channels innermost.</param>
    /// <param name="reference">The other image, of equal size.</param>
    /// <param name="width">Pixels in a row, at least the window's size.</param>
    /// <param name="height">Rows, at least the window's size.</param>
    /// <param name="channels">Channels of a pixel, at least 1.</param>
    /// <param name="dataRange">Largest minus smallest possible value, positive: 1 for values in [0, 1], 2 for [-1, 1]. Default 1.</param>
    /// <param name="options">The window; null for <see cref="SsimOptions.Gaussian"/>.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static double Mean(
        ReadOnlySpan<float> image, ReadOnlySpan<float> reference, int width, int height, int channels, double dataRange = 1,
        SsimOptions? options = null)
    {
        var pass = new SsimPass(
            width, height, channels, options ?? SsimOptions.Gaussian, ImageMetrics.CheckRange(dataRange), image.Length, reference.Length);
        for (var y = 0; y < height; y++)
        {
            Widen(image.Slice(y * pass.RowLength, pass.RowLength), pass.Row);
            Widen(reference.Slice(y * pass.RowLength, pass.RowLength), pass.OtherRow);
            pass.Add();
        }

        return pass.Mean;
    }

    /// <summary>
    /// SSIM over a single window for each channel, the whole image with population moments, and the mean over channels: cheap,
    /// and blind to where images differ.
    /// </summary>
    /// <param name="image">Values of one image, channels innermost, at least one pixel.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <param name="channels">Channels of a pixel, at least 1. Default 3.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no positive multiple of the channels.</exception>
    public static double Global(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference, int channels = 3)
    {
        if (channels < 1 || image.IsEmpty || image.Length % channels != 0 || image.Length != reference.Length)
        {
            throw new ArgumentException(
                $"The images must hold equally many values, a positive multiple of {channels} channels; got {image.Length} and "
                    + $"{reference.Length}.",
                nameof(reference));
        }

        double sum = 0;
        for (var channel = 0; channel < channels; channel++)
        {
            sum += OneWindow(image[channel..], reference[channel..], channels, image.Length / channels);
        }

        return sum / channels;
    }

    private static double OneWindow(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference, int stride, int pixels)
    {
        const double c1 = 0.01 * 0.01 * 255 * 255, c2 = 0.03 * 0.03 * 255 * 255;
        long x = 0, y = 0, squares = 0, crossed = 0;
        for (var i = 0; i < pixels; i++)
        {
            int a = image[i * stride], b = reference[i * stride];
            x += a;
            y += b;
            squares += a * a + b * b;
            crossed += a * b;
        }

        double meanX = (double)x / pixels, meanY = (double)y / pixels;
        double means = meanX * meanX + meanY * meanY, cross = meanX * meanY;
        double variances = (double)squares / pixels - means, covariance = (double)crossed / pixels - cross;
        return (2 * cross + c1) * (2 * covariance + c2) / ((means + c1) * (variances + c2));
    }

    private static void Widen<T>(ReadOnlySpan<T> source, Span<double> destination)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = double.CreateTruncating(source[i]);
        }
    }
}
