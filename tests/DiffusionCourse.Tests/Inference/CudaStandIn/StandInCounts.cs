namespace DiffusionCourse.Tests.Inference;

/// <summary>What CUDA's stand-in saw.</summary>
/// <param name="CopiesIn">Copies from the host to the device.</param>
/// <param name="BytesIn">Their bytes.</param>
/// <param name="CopiesOut">Copies from the device to the host.</param>
/// <param name="BytesOut">Their bytes.</param>
/// <param name="Recordings">Recordings of kernels that were begun.</param>
/// <param name="Replays">Recordings that were replayed.</param>
internal sealed record StandInCounts(long CopiesIn, long BytesIn, long CopiesOut, long BytesOut, long Recordings, long Replays)
{
    public static StandInCounts operator -(StandInCounts one, StandInCounts other) => new(
        one.CopiesIn - other.CopiesIn, one.BytesIn - other.BytesIn, one.CopiesOut - other.CopiesOut, one.BytesOut - other.BytesOut,
        one.Recordings - other.Recordings, one.Replays - other.Replays);
}
