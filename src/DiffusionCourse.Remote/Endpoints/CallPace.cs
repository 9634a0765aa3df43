using System.Collections.Concurrent;

namespace DiffusionCourse.Remote;

/// <summary>How long a call may take: from what calls of its kind took before.</summary>
/// <param name="stated">What the user says; null for measured.</param>
internal sealed class CallPace(TimeSpan? stated)
{
    // The first call may wait for a model's warm-up, and a class's queue is as long as the class.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(2), Least = TimeSpan.FromSeconds(30);
    private const int Patience = 30;
    private readonly ConcurrentDictionary<string, TimeSpan> _slowest = new(StringComparer.Ordinal);

    public TimeSpan Limit(string kind)
        => stated ?? (!_slowest.TryGetValue(kind, out var slowest) ? First : Patience * slowest > Least ? Patience * slowest : Least);

    public void Took(string kind, TimeSpan time)
        => _slowest.AddOrUpdate(kind, time, (_, slowest) => time > slowest ? time : slowest);
}
