namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// What one model call does to a run, as equations. <see cref="Equations"/> lists them in the order in which they are worked out.
/// </summary>
internal sealed record SolverCall
{
    /// <summary>What the model is given as its time, in training timesteps; may be fractional.</summary>
    public required double Timestep { get; init; }

    /// <summary>The model sees x * InputScale.</summary>
    public double InputScale { get; init; } = 1;

    /// <summary>The noise level at which a clean sample enters the run at this call.</summary>
    public required NoiseLevel Level { get; init; }

    /// <summary>The noise level sigma that the model is asked at; that of entering samples unless stated.</summary>
    public double Sigma
    {
        get => field > 0 ? field : Level.Sigma / Level.Alpha;
        init;
    }

    /// <summary>x_0 from x and the model output, before it is limited.</summary>
    public required Combination Original { get; init; }

    /// <summary>What is shown as the model's idea of the finished sample; x_0 itself unless stated.</summary>
    public Combination Shown { get; init; } = Symbols.X0;

    /// <summary>m, the prediction to store; null stores nothing.</summary>
    public Combination? Stored { get; init; }

    /// <summary>The sample to start from in this call and the next ones; null keeps the earlier one.</summary>
    public Combination? Start { get; init; }

    /// <summary>The sample after the step.</summary>
    public Combination Update { get; init; } = Symbols.X;

    /// <summary>Whether a draw is taken from the noise sources, even where its factor is zero.</summary>
    public bool DrawsNoise { get; init; }

    public IEnumerable<Assignment> Equations()
    {
        var equations =
            new (Symbol Symbol, Combination? Value)[] { (Symbol.Stored(0), Stored), (Symbol.Start, Start), (Symbol.Sample, Update) };
        if (Array.Exists(equations, equation => equation.Value is { } value && value.FactorOf(Symbol.Original) != 0))
        {
            yield return new(Symbol.Original, Original);
        }

        foreach (var (symbol, value) in equations)
        {
            if (value is not null)
            {
                yield return new(symbol, value);
            }
        }
    }
}
