using System.Numerics;

namespace DiffusionCourse.Metrics;

/// <summary>
/// One walk over two images, row by row. Each row is filtered along x once; the last few filtered rows are then filtered along
/// y. Only four maps are needed, since the formula takes the variances as a sum: the means, the mean of x^2 + y^2 and of x y.
/// </summary>
internal sealed unsafe class SsimPass
{
    private const int Maps = 4;

    private readonly double[] taps;
    private readonly double c1;
    private readonly double c2;
    private readonly double covarianceScale;
    private readonly int channels;
    private readonly int filteredLength;
    private readonly double[] products;
    private readonly double[] ring;
    private readonly double[] moments;
    private int rows;
    private double sum;

    public SsimPass(int width, int height, int channels, SsimOptions options, double dataRange, int imageLength, int referenceLength)
    {
        if (channels < 1 || width < options.Size || height < options.Size)
        {
            throw new ArgumentException(
                $"SSIM with a window of {options.Size} x {options.Size} pixels needs images at least that large and one channel; got {width} x {height} x {channels}. Use a smaller window.",
                nameof(width));
        }

        RowLength = checked(width * channels);
        if (imageLength != (long)RowLength * height || referenceLength != imageLength)
        {
            throw new ArgumentException(
                $"Images of {width} x {height} x {channels} hold {(long)RowLength * height} values; got {imageLength} and {referenceLength}.", nameof(imageLength));
        }

        taps = options.Taps;
        this.channels = channels;
        c1 = options.K1 * options.K1 * dataRange * dataRange;
        c2 = options.K2 * options.K2 * dataRange * dataRange;
        double pixels = (double)options.Size * options.Size;
        covarianceScale = options.SampleCovariance ? pixels / (pixels - 1) : 1;
        filteredLength = (width - options.Size + 1) * channels;
        Row = new double[RowLength];
        OtherRow = new double[RowLength];
        products = new double[2 * RowLength];
        ring = new double[taps.Length * Maps * filteredLength];
        moments = new double[Maps * filteredLength];
    }

    public int RowLength { get; }

    public double[] Row { get; }

    public double[] OtherRow { get; }

    /// <summary>Mean over the windows seen.</summary>
    public double Mean => sum / ((double)(rows - taps.Length + 1) * filteredLength);

    /// <summary>Takes the rows that were put into <see cref="Row"/> and <see cref="OtherRow"/>.</summary>
    public void Add()
    {
        fixed (double* x = Row, y = OtherRow, product = products, filtered = ring, moment = moments, weights = taps)
        {
            Multiply(x, y, product, product + RowLength, RowLength);
            double* slot = filtered + ((long)(rows % taps.Length) * Maps * filteredLength);
            Filter(x, channels, weights, slot);
            Filter(y, channels, weights, slot + filteredLength);
            Filter(product, channels, weights, slot + (2 * filteredLength));
            Filter(product + RowLength, channels, weights, slot + (3 * filteredLength));
            rows++;
            if (rows >= taps.Length)
            {
                FilterDown(filtered, weights, moment);
                sum += Similarity(moment, moment + filteredLength, moment + (2 * filteredLength), moment + (3 * filteredLength));
            }
        }
    }

    private static void Multiply(double* x, double* y, double* squares, double* crossed, int count)
    {
        int i = 0;
        for (; i <= count - Vector<double>.Count; i += Vector<double>.Count)
        {
            var a = Vector.Load(x + i);
            var b = Vector.Load(y + i);
            ((a * a) + (b * b)).Store(squares + i);
            (a * b).Store(crossed + i);
        }

        for (; i < count; i++)
        {
            squares[i] = (x[i] * x[i]) + (y[i] * y[i]);
            crossed[i] = x[i] * y[i];
        }
    }

    /// <summary>Along x: windows start at every position; taps are a pixel apart.</summary>
    private void Filter(double* row, int stride, double* weights, double* destination)
    {
        int i = 0;
        for (; i <= filteredLength - (2 * Vector<double>.Count); i += 2 * Vector<double>.Count)
        {
            Vector<double> a = Vector<double>.Zero, b = Vector<double>.Zero;
            for (int k = 0; k < taps.Length; k++)
            {
                double* from = row + i + (k * stride);
                var weight = new Vector<double>(weights[k]);
                a = Vector.MultiplyAddEstimate(Vector.Load(from), weight, a);
                b = Vector.MultiplyAddEstimate(Vector.Load(from + Vector<double>.Count), weight, b);
            }

            a.Store(destination + i);
            b.Store(destination + i + Vector<double>.Count);
        }

        for (; i < filteredLength; i++)
        {
            double total = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                total += row[i + (k * stride)] * weights[k];
            }

            destination[i] = total;
        }
    }

    /// <summary>Along y, over the rows in the ring, all maps at once. The window is symmetric, so only the rows' order in the ring matters.</summary>
    private void FilterDown(double* filtered, double* weights, double* destination)
    {
        int length = Maps * filteredLength;
        int oldest = rows % taps.Length;
        double** sources = stackalloc double*[taps.Length];
        for (int k = 0; k < taps.Length; k++)
        {
            sources[k] = filtered + ((long)((oldest + k) % taps.Length) * length);
        }

        int i = 0;
        for (; i <= length - (2 * Vector<double>.Count); i += 2 * Vector<double>.Count)
        {
            Vector<double> a = Vector<double>.Zero, b = Vector<double>.Zero;
            for (int k = 0; k < taps.Length; k++)
            {
                double* from = sources[k] + i;
                var weight = new Vector<double>(weights[k]);
                a = Vector.MultiplyAddEstimate(Vector.Load(from), weight, a);
                b = Vector.MultiplyAddEstimate(Vector.Load(from + Vector<double>.Count), weight, b);
            }

            a.Store(destination + i);
            b.Store(destination + i + Vector<double>.Count);
        }

        for (; i < length; i++)
        {
            double total = 0;
            for (int k = 0; k < taps.Length; k++)
            {
                total += sources[k][i] * weights[k];
            }

            destination[i] = total;
        }
    }

    private double Similarity(double* meanX, double* meanY, double* squares, double* crossed)
    {
        Vector<double> first = new(c1), second = new(c2), scale = new(covarianceScale), two = new(2.0), total = Vector<double>.Zero;
        int i = 0;
        for (; i <= filteredLength - Vector<double>.Count; i += Vector<double>.Count)
        {
            var x = Vector.Load(meanX + i);
            var y = Vector.Load(meanY + i);
            var means = (x * x) + (y * y);
            var cross = x * y;
            var variances = scale * (Vector.Load(squares + i) - means);
            var covariance = scale * (Vector.Load(crossed + i) - cross);
            total += ((two * cross) + first) * ((two * covariance) + second) / ((means + first) * (variances + second));
        }

        double result = Vector.Sum(total);
        for (; i < filteredLength; i++)
        {
            double means = (meanX[i] * meanX[i]) + (meanY[i] * meanY[i]), cross = meanX[i] * meanY[i];
            double variances = covarianceScale * (squares[i] - means), covariance = covarianceScale * (crossed[i] - cross);
            result += ((2 * cross) + c1) * ((2 * covariance) + c2) / ((means + c1) * (variances + c2));
        }

        return result;
    }
}
