namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// One linear combination of what a run holds. Every scheduler's update is of this form: its paper gives the coefficients.
/// </summary>
internal sealed class Combination
{
    /// <summary>Coefficient of x, the sample before the step.</summary>
    public double Sample { get; init; }

    /// <summary>Coefficient of the model output.</summary>
    public double Output { get; init; }

    /// <summary>Coefficient of the predicted x_0, after clamping.</summary>
    public double Original { get; init; }

    /// <summary>Coefficient of the sample kept from an earlier call.</summary>
    public double Anchor { get; init; }

    /// <summary>Coefficients of stored predictions, the newest first (this call's own, where it stores one).</summary>
    public double[] History { get; init; } = [];

    /// <summary>Coefficient of fresh standard normal noise.</summary>
    public double Noise { get; init; }

    public static Combination KeepSample { get; } = new() { Sample = 1 };

    public static Combination FromForm(Form form) => new() { Sample = form.Sample, Output = form.Output };

    /// <summary>Without clamping x_0 is itself linear in sample and output, so it needs no buffer.</summary>
    public Combination WithOriginalAs(Form original) => Original == 0 ? this : new()
    {
        Sample = Sample + (Original * original.Sample),
        Output = Output + (Original * original.Output),
        Anchor = Anchor,
        History = History,
        Noise = Noise,
    };
}
