namespace DiffusionCourse.Inference;

/// <summary>
/// Predictors that no picture uses, kept for the next picture of their shape. Each holds pinned buffers and may hold a thread: so there are
/// at most <see cref="Most"/>, and beyond that the one goes that was used longest ago. Safe to use from several threads.
/// </summary>
internal sealed class IdlePredictors : IDisposable
{
    /// <summary>Predictors that are kept, of all shapes together.</summary>
    public const int Most = 8;

    private readonly Lock _gate = new();

    // In the order in which they were given back.
    private readonly List<NoisePredictor> _predictors = [];
    private bool _disposed;

    /// <summary>Takes out the predictor of a shape that was used last; null where there is none.</summary>
    public NoisePredictor? Take(UNetShape shape)
    {
        lock (_gate)
        {
            var place = _predictors.FindLastIndex(predictor => predictor.Shape == shape);
            if (place < 0)
            {
                return null;
            }

            var found = _predictors[place];
            _predictors.RemoveAt(place);
            return found;
        }
    }

    /// <summary>Keeps a predictor that is no longer used; after the end of all, frees it.</summary>
    public void Add(NoisePredictor predictor) => Shelve(predictor)?.Dispose();

    public void Dispose()
    {
        NoisePredictor[] all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _predictors];
            _predictors.Clear();
        }

        foreach (var predictor in all)
        {
            predictor.Dispose();
        }
    }

    // Gives the one that there is no room for, to be freed outside of the lock: its thread is waited for.
    private NoisePredictor? Shelve(NoisePredictor predictor)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return predictor;
            }

            _predictors.Add(predictor);
            if (_predictors.Count <= Most)
            {
                return null;
            }

            var oldest = _predictors[0];
            _predictors.RemoveAt(0);
            return oldest;
        }
    }
}
