using System.Numerics;

namespace DiffusionCourse.Metrics;

/// <summary>
/// One walk over two images, row by row. Each row is filtered along x once; the last few filtered rows are then filtered along
/// y. Only four maps are needed, since the formula takes the variances as a sum: the means, the mean of x^2 + y^2 and of x y.
/// </summary>
internal sealed unsafe class SsimPass
{
    private const int Maps = 4;

    private readonly double[] _taps;
    private readonly double _c1;
    private readonly double _c2;
    private readonly double _covarianceScale;
    private readonly int _channels;
    private readonly int _filteredLength;
    private readonly double[] _products;
    private readonly double[] _ring;
    private readonly double[] _moments;
    private int _rows;
    private double _sum;

    public SsimPass(int width, int height, int channels, SsimOptions options, double dataRange, int imageLength, int referenceLength)
    {
        if (channels < 1 || width < options.Size || height < options.Size)
        {
            throw new ArgumentException(
                $"SSIM with a window of {options.Size} x {options.Size} pixels needs images at least that large and one channel; got "
                    + $"{width} x {height} x {channels}. Use a smaller window.",
                nameof(width));
        }

        RowLength = checked(width * channels);
        if (imageLength != (long)RowLength * height || referenceLength != imageLength)
        {
            throw new ArgumentException(
                $"Images of {width} x {height} x {channels} hold {(long)RowLength * height} values; got {imageLength} and "
                    + $"{referenceLength}.",
                nameof(imageLength));
        }

        _taps = options.Taps;
        _channels = channels;
        _c1 = options.K1 * options.K1 * dataRange * dataRange;
        _c2 = options.K2 * options.K2 * dataRange * dataRange;
        var pixels = (double)options.Size * options.Size;
        _covarianceScale = options.SampleCovariance ? pixels / (pixels - 1) : 1;
        _filteredLength = (width - options.Size + 1) * channels;
        Row = new double[RowLength];
        OtherRow = new double[RowLength];
        _products = new double[2 * RowLength];
        _ring = new double[_taps.Length * Maps * _filteredLength];
        _moments = new double[Maps * _filteredLength];
    }

    public int RowLength { get; }

    public double[] Row { get; }

    public double[] OtherRow { get; }

    /// <summary>Mean over the windows seen.</summary>
    public double Mean => _sum / ((double)(_rows - _taps.Length + 1) * _filteredLength);

    /// <summary>Takes the rows that were put into <see cref="Row"/> and <see cref="OtherRow"/>.</summary>
    public void Add()
    {
        fixed (double* x = Row, y = OtherRow, product = _products, filtered = _ring, moment = _moments, weights = _taps)
        {
            Multiply(x, y, product, product + RowLength, RowLength);
            var slot = filtered + (long)(_rows % _taps.Length) * Maps * _filteredLength;
            Filter(x, _channels, weights, slot);
            Filter(y, _channels, weights, slot + _filteredLength);
            Filter(product, _channels, weights, slot + 2 * _filteredLength);
            Filter(product + RowLength, _channels, weights, slot + 3 * _filteredLength);
            _rows++;
            if (_rows >= _taps.Length)
            {
                FilterDown(filtered, weights, moment);
                _sum += Similarity(moment, moment + _filteredLength, moment + 2 * _filteredLength, moment + 3 * _filteredLength);
            }
        }
    }

    private static void Multiply(double* x, double* y, double* squares, double* crossed, int count)
    {
        var i = 0;
        for (; i <= count - Vector<double>.Count; i += Vector<double>.Count)
        {
            var a = Vector.Load(x + i);
            var b = Vector.Load(y + i);
            (a * a + b * b).Store(squares + i);
            (a * b).Store(crossed + i);
        }

        for (; i < count; i++)
        {
            squares[i] = x[i] * x[i] + y[i] * y[i];
            crossed[i] = x[i] * y[i];
        }
    }

    /// <summary>Along x: windows start at every position; taps are a pixel apart.</summary>
    private void Filter(double* row, int stride, double* weights, double* destination)
    {
        var i = 0;
        for (; i <= _filteredLength - 2 * Vector<double>.Count; i += 2 * Vector<double>.Count)
        {
            Vector<double> a = Vector<double>.Zero, b = Vector<double>.Zero;
            for (var k = 0; k < _taps.Length; k++)
            {
                var from = row + i + k * stride;
                var weight = new Vector<double>(weights[k]);
                a = Vector.MultiplyAddEstimate(Vector.Load(from), weight, a);
                b = Vector.MultiplyAddEstimate(Vector.Load(from + Vector<double>.Count), weight, b);
            }

            a.Store(destination + i);
            b.Store(destination + i + Vector<double>.Count);
        }

        for (; i < _filteredLength; i++)
        {
            double total = 0;
            for (var k = 0; k < _taps.Length; k++)
            {
                total += row[i + k * stride] * weights[k];
            }

            destination[i] = total;
        }
    }

    /// <summary>
    /// Along y, over the rows in the ring, all maps at once. The window is symmetric, so only the rows' order in the ring matters.
    /// </summary>
    private void FilterDown(double* filtered, double* weights, double* destination)
    {
        var length = Maps * _filteredLength;
        var oldest = _rows % _taps.Length;
        var sources = stackalloc double*[_taps.Length];
        for (var k = 0; k < _taps.Length; k++)
        {
            sources[k] = filtered + (long)((oldest + k) % _taps.Length) * length;
        }

        var i = 0;
        for (; i <= length - 2 * Vector<double>.Count; i += 2 * Vector<double>.Count)
        {
            Vector<double> a = Vector<double>.Zero, b = Vector<double>.Zero;
            for (var k = 0; k < _taps.Length; k++)
            {
                var from = sources[k] + i;
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
            for (var k = 0; k < _taps.Length; k++)
            {
                total += sources[k][i] * weights[k];
            }

            destination[i] = total;
        }
    }

    private double Similarity(double* meanX, double* meanY, double* squares, double* crossed)
    {
        Vector<double> first = new(_c1), second = new(_c2), scale = new(_covarianceScale), two = new(2.0), total = Vector<double>.Zero;
        var i = 0;
        for (; i <= _filteredLength - Vector<double>.Count; i += Vector<double>.Count)
        {
            var x = Vector.Load(meanX + i);
            var y = Vector.Load(meanY + i);
            var means = x * x + y * y;
            var cross = x * y;
            var variances = scale * (Vector.Load(squares + i) - means);
            var covariance = scale * (Vector.Load(crossed + i) - cross);
            total += (two * cross + first) * (two * covariance + second) / ((means + first) * (variances + second));
        }

        var result = Vector.Sum(total);
        for (; i < _filteredLength; i++)
        {
            double means = meanX[i] * meanX[i] + meanY[i] * meanY[i], cross = meanX[i] * meanY[i];
            double variances = _covarianceScale * (squares[i] - means), covariance = _covarianceScale * (crossed[i] - cross);
            result += (2 * cross + _c1) * (2 * covariance + _c2) / ((means + _c1) * (variances + _c2));
        }

        return result;
    }
}
