namespace DiffusionCourse.Tests.Golden;

/// <summary>Counts what an action allocates on this thread.</summary>
internal static class Allocations
{
    /// <summary>
    /// The least over a few tries: a collection started by another thread closes this thread's allocation buffer, which is then
    /// counted whole.
    /// </summary>
    public static long Of(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
