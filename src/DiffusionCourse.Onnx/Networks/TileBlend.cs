namespace DiffusionCourse.Inference;

/// <summary>A picture, or its latents, put together from overlapping tiles.</summary>
internal sealed class TileBlend
{
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly float[] _sum;
    private readonly float[] _rowTotals;
    private readonly float[] _columnTotals;

    public TileBlend(int channels, int height, int width)
    {
        _channels = channels;
        _height = height;
        _width = width;
        _sum = new float[checked(channels * height * width)];
        _rowTotals = new float[height];
        _columnTotals = new float[width];
    }

    /// <summary>Adds a tile.</summary>
    /// <param name="tile">channels x rows x columns values.</param>
    /// <param name="top">Its first row in the picture.</param>
    /// <param name="left">Its first column in the picture.</param>
    /// <param name="rows">Weight of each of its rows.</param>
    /// <param name="columns">Weight of each of its columns.</param>
    public void Add(ReadOnlySpan<float> tile, int top, int left, float[] rows, float[] columns)
    {
        for (var channel = 0; channel < _channels; channel++)
        {
            for (var y = 0; y < rows.Length; y++)
            {
                var from = tile.Slice((channel * rows.Length + y) * columns.Length, columns.Length);
                var to = _sum.AsSpan((channel * _height + top + y) * _width + left, columns.Length);
                for (var x = 0; x < columns.Length; x++)
                {
                    to[x] += rows[y] * columns[x] * from[x];
                }
            }
        }

        // The weight at a position is a row's times a column's, so the totals of the grid are a row's times a column's too.
        Count(_rowTotals, top, rows, first: left == 0);
        Count(_columnTotals, left, columns, first: top == 0);
    }

    /// <summary>The picture, after every tile was added: channels x height x width values.</summary>
    public float[] ToValues()
    {
        for (var i = 0; i < _sum.Length; i++)
        {
            _sum[i] /= _rowTotals[i / _width % _height] * _columnTotals[i % _width];
        }

        return _sum;
    }

    private static void Count(float[] totals, int start, float[] weights, bool first)
    {
        for (var i = 0; first && i < weights.Length; i++)
        {
            totals[start + i] += weights[i];
        }
    }
}
