namespace DiffusionCourse.ReferenceServer;

/// <summary>A call that is answered with an error.</summary>
internal sealed class CallRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int? RetryAfter { get; init; }
}
