namespace DiffusionCourse.Schedulers;

/// <summary>How the parameter mu of a shift by resolution enters; time_shift_type in diffusers.</summary>
public enum TimeShift
{
    /// <summary>The shift is e^mu: what FLUX uses.</summary>
    Exponential,

    /// <summary>The shift is mu itself.</summary>
    Linear,
}
