namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Everything about a run that does not depend on its data. Immutable, so that several runs may follow one plan.</summary>
internal sealed class SamplingPlan
{
    /// <summary>
    /// Noise levels sigma of the whole schedule (before strength), the final one included; empty where a scheduler has none.
    /// </summary>
    public double[] Sigmas { get; init; } = [];

    public double InitNoiseSigma { get; init; } = 1;

    /// <summary>The calls of this run, those skipped by strength left out.</summary>
    public required IReadOnlyList<SolverCall> Calls { get; init; }

    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    /// <summary>For each call its equations as they are executed, in order.</summary>
    public Assignment[][] Steps => field ??= [.. Calls.Select(Folded)];

    /// <summary>Refuses a plan that would compute with infinities, or ask a model at no time.</summary>
    /// <exception cref="ArgumentException">A timestep or a factor is not finite.</exception>
    public SamplingPlan Checked()
    {
        for (var call = 0; call < Calls.Count; call++)
        {
            IEnumerable<Combination> values = [Calls[call].Original, Calls[call].Shown, .. Steps[call].Select(step => step.Value)];
            var fault = !double.IsFinite(Calls[call].Timestep) ? "timestep"
                : values.Any(value => Array.Exists(value.Terms, term => !double.IsFinite(term.Factor))) ? "factor"
                : null;
            if (fault is not null)
            {
                throw new ArgumentException(
                    Invariant($"Model call {call + 1} of {Calls.Count} (timestep {Calls[call].Timestep:0.##}, ")
                        + Invariant($"sigma {Calls[call].Sigma:g4}) has a {fault} that is not finite: ") +
                    "two of its noise levels coincide, or one holds no signal or no noise at all. Use other steps, another spacing or "
                        + "another scheduler.");
            }
        }

        return this;
    }

    /// <summary>Without a limit x_0 is itself a sum of sample and model output: put in where it is used, it needs no buffer.</summary>
    private Assignment[] Folded(SolverCall call) => Limit.IsNone
        ? [
            .. call.Equations().Where(step =>
                step.Symbol != Symbol.Original).Select(step => step with { Value = step.Value.With(Symbol.Original, call.Original) })
        ]
        : [.. call.Equations()];
}
