namespace DiffusionCourse.Tests.Claims;

/// <summary>All statements with a number in the prose of the notebooks.</summary>
internal static partial class ClaimRegister
{
    public static IReadOnlyList<Claim> All { get; } =
    [
        .. Opening(), .. Setup(), .. GuidanceMathematics(), .. GuidanceScale(), .. StepCount(), .. QualityAndSpeed(),
        .. GuidanceBySteps(), .. Optimisation(), .. Denoising(), .. Mathematics(), .. Prices(), .. Takeaways(), .. CurrentModels(), .. Serving(),
    ];

    /// <summary>A statement with a check.</summary>
    private static Claim Checked(string notebook, string phrase, Action check) => new(notebook, phrase, _ => { check(); return Task.CompletedTask; }, null);

    /// <summary>A statement about pictures, checked by drawing them.</summary>
    private static Claim Drawn(string notebook, string phrase, Func<ClaimRuns, Task> check) => new(notebook, phrase, check, null);

    /// <summary>A number that states no finding.</summary>
    private static Claim Meant(string notebook, string phrase, string meaning) => new(notebook, phrase, null, meaning);
}
