namespace DiffusionCourse.Exercises;

/// <summary>
/// The exercises of the course. Each has a check that runs the student's code on cases of its own and says what is right, what
/// is not, and what probably went wrong: <c>Exercise.ClassifierFreeGuidance.Check(Guide)</c>.
/// </summary>
/// <remarks>
/// A student's exception, null, NaN, wrong length or endless loop is a failed case, never an exception of the check. Endless
/// recursion alone ends the process, as it does everywhere in .NET.
/// </remarks>
public static class Exercise
{
    /// <summary>Exercise 1: guidance scale and steps by a criterion.</summary>
    public static BestSettingsExercise BestSettings { get; } = new();

    /// <summary>Exercise 2: what a negative prompt does.</summary>
    public static NegativePromptExercise NegativePrompt { get; } = new();

    /// <summary>Exercise 3: schedulers at few steps.</summary>
    public static SchedulerContestExercise SchedulerContest { get; } = new();

    /// <summary>Exercise 4: unconditional + w (conditional - unconditional).</summary>
    public static GuidanceExercise ClassifierFreeGuidance { get; } = new();

    /// <summary>Exercise 4, second task: guidance that keeps the contrast of the conditional prediction.</summary>
    public static GuidanceRescaleExercise GuidanceRescale { get; } = new();

    /// <summary>Exercise 5: one step of DDIM.</summary>
    public static DdimStepExercise DdimStep { get; } = new();

    /// <summary>Exercise 6: where along a run guidance matters.</summary>
    public static GuidanceInTimeExercise GuidanceInTime { get; } = new();

    /// <summary>Exercise 7: a noise schedule that meets goals.</summary>
    public static NoiseScheduleExercise NoiseSchedule { get; } = new();

    /// <summary>Exercise 8: cost before measuring.</summary>
    public static CostEstimateExercise CostEstimate { get; } = new();

    /// <summary>Exercise 9: from a picture to a noisy one.</summary>
    public static ForwardProcessExercise ForwardProcess { get; } = new();

    /// <summary>Exercise 10: noise levels that are dense where they are small.</summary>
    public static KarrasSigmasExercise KarrasSigmas { get; } = new();

    /// <summary>Exercise 11: a step of DDIM that has three faults.</summary>
    public static DdimStepExercise BrokenScheduler { get; } = new(title: "Exercise 11, the broken scheduler");

    /// <summary>Exercise 12: the whole loop, from the prompt to the picture.</summary>
    public static WholeLoopExercise WholeLoop { get; } = new();

    /// <summary>Exercise 13: predicted noise into the velocity of a straight path.</summary>
    public static VelocityExercise Velocity { get; } = new();

    /// <summary>Exercise 14: the shift that spends steps best.</summary>
    public static BestShiftExercise BestShift { get; } = new();

    /// <summary>Exercise 15: the best picture within a budget of milliseconds.</summary>
    public static BudgetExercise Budget { get; } = new();
}
