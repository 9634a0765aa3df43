using System.Collections.Concurrent;

namespace DiffusionCourse.Inference;

/// <summary>
/// What the reader should know of a pipeline: what was taken for granted on loading, and what was changed for want of memory. Whoever finds
/// it out adds it; the next picture's result takes it, so that each notice is told once. Safe to use from several threads.
/// </summary>
internal sealed class NoticeList
{
    private readonly ConcurrentQueue<string> _untold = new();

    /// <summary>What has not been taken yet.</summary>
    public IReadOnlyList<string> Untold => [.. _untold];

    public void Add(string notice) => _untold.Enqueue(notice);

    /// <summary>Takes what is there, in order.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_untold.TryDequeue(out var notice))
        {
            taken.Add(notice);
        }

        return taken;
    }
}
