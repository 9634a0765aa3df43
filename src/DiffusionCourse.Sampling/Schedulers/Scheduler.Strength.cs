using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <content>The share of a schedule that is run where a picture is the start.</content>
public abstract partial record Scheduler
{
    /// <summary>Why a strength is refused, and what is not; null where it leaves a step.</summary>
    /// <param name="steps">Inference steps, 1 to <see cref="TrainTimesteps"/>.</param>
    /// <param name="strength">Share of the schedule that is run, above 0 and at most 1.</param>
    internal virtual string? RefusalOf(int steps, double strength)
    {
        var start = StartOf(steps, strength);
        return start.SkippedSteps < steps ? null : start.Refusal(steps, more => Takes(more, strength));
    }

    /// <summary>The numbers that a plan is made from; they are checked already.</summary>
    private protected StartRequest StartOf(int steps, double strength) => new(steps, strength, FollowsStraightPaths);

    /// <summary>The number of skipped steps, checked to leave at least one.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="timesteps">Timesteps of the whole schedule, where they may be fewer than the steps.</param>
    private protected int Skip(StartRequest request, int? timesteps = null)
    {
        var available = timesteps ?? request.Steps;
        return request.SkippedSteps < available
            ? request.SkippedSteps
            : throw new ArgumentOutOfRangeException(
                nameof(request), request.Strength, request.Refusal(available, more => Takes(more, request.Strength)));
    }

    // The plan itself is asked: a spacing with an offset may refuse what the limits allow.
    private bool Takes(int steps, double strength)
    {
        try
        {
            Preview(steps, strength);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
