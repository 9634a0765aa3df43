namespace DiffusionCourse.Schedulers.Engine;

/// <summary>What the equations of a step are written in: each stands for a buffer that a run has.</summary>
/// <param name="Index">Place of its factor in a <see cref="Combination"/>.</param>
internal readonly record struct Symbol(int Index)
{
    /// <summary>The sample before the step.</summary>
    public static readonly Symbol Sample = new(0);

    /// <summary>What the model answered.</summary>
    public static readonly Symbol Output = new(1);

    /// <summary>The predicted x_0, within its limit.</summary>
    public static readonly Symbol Original = new(2);

    /// <summary>The sample that a step of several calls starts from.</summary>
    public static readonly Symbol Start = new(3);

    /// <summary>Fresh standard normal noise.</summary>
    public static readonly Symbol Noise = new(4);

    /// <summary>A stored prediction; age 0 is the newest.</summary>
    public static Symbol Stored(int age) => new(5 + age);

    public bool IsStored => Index >= 5;

    /// <summary>The age of a stored prediction.</summary>
    public int Age => Index - 5;
}
