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
    public static double Mean(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference, int width, int height, int channels, SsimOptions? options = null)
    {
        var pass = new SsimPass(width, height, channels, options ?? SsimOptions.Gaussian, 255, image.Length, reference.Length);
        for (int y = 0; y < height; y++)
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
        ReadOnlySpan<float> image, ReadOnlySpan<float> reference, int width, int height, int channels, double dataRange = 1, SsimOptions? options = null)
    {
        var pass = new SsimPass(width, height, channels, options ?? SsimOptions.Gaussian, ImageMetrics.CheckRange(dataRange), image.Length, reference.Length);
        for (int y = 0; y < height; y++)
        {
            Widen(image.Slice(y * pass.RowLength, pass.RowLength), pass.Row);
            Widen(reference.Slice(y * pass.RowLength, pass.RowLength), pass.OtherRow);
            pass.Add();
        }

        return pass.Mean;
    }

    /// <summary>
    /// SSIM over a single window, the whole of both images with population moments: cheap and blind to where images differ.
    /// The seed notebook's metric is of this kind.
    /// </summary>
    /// <param name="image">Values of one image, at least one.</param>
    /// <param name="reference">Values of the other, of equal length.</param>
    /// <param name="dataRange">Largest minus smallest possible value, positive. Default 255.</param>
    /// <exception cref="ArgumentException">The spans are empty or differ in length.</exception>
    public static double Global(ReadOnlySpan<byte> image, ReadOnlySpan<byte> reference, double dataRange = 255)
    {
        if (image.IsEmpty || image.Length != reference.Length)
        {
            throw new ArgumentException($"The images must hold equally many values, at least one; got {image.Length} and {reference.Length}.", nameof(reference));
        }

        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < image.Length; i++)
        {
            double a = image[i], b = reference[i];
            x += a;
            y += b;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }

        double n = image.Length, range = ImageMetrics.CheckRange(dataRange);
        double c1 = 1e-4 * range * range, c2 = 9e-4 * range * range;
        double meanX = x / n, meanY = y / n;
        double variances = (xx / n) - (meanX * meanX) + (yy / n) - (meanY * meanY), covariance = (xy / n) - (meanX * meanY);
        return ((2 * meanX * meanY) + c1) * ((2 * covariance) + c2) / (((meanX * meanX) + (meanY * meanY) + c1) * (variances + c2));
    }

    private static void Widen<T>(ReadOnlySpan<T> source, Span<double> destination)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = double.CreateTruncating(source[i]);
        }
    }
}
