using DiffusionCourse.Exercises;

namespace DiffusionCourse.Tests.Exercises;

/// <summary>Answers that throw, return nothing, change what they were given, or never end: failed cases, not exceptions.</summary>
public sealed class HostileAnswerTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(200);

    /// <summary>Each exercise whose answer is an array, asked with a limit: what to check, given code that ignores its arguments.</summary>
    public static TheoryData<string, Func<TimeSpan?, Func<double[]>, CheckResult>> Checks => new()
    {
        { "guidance", (limit, code) => new GuidanceExercise(limit).Check((_, _, _) => code()) },
        { "DDIM step", (limit, code) => new DdimStepExercise(limit).Check((_, _, _, _, _) => code()) },
        { "forward process", (limit, code) => new ForwardProcessExercise(limit).Check((_, _, _, _) => code()) },
        { "Karras", (limit, code) => new KarrasSigmasExercise(limit).Check((_, _, _) => code()) },
        { "velocity", (limit, code) => new VelocityExercise(limit).Check((_, _, _) => code()) },
        { "noise schedule", (limit, code) => new NoiseScheduleExercise(limit).Check(_ => code()) },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void Survived(string exercise, Func<TimeSpan?, Func<double[]>, CheckResult> check)
    {
        Assert.NotEmpty(exercise);
        CheckAssert.Fails(check(null, () => null!), "null");
        CheckAssert.Fails(check(null, () => []), "0 values");
        CheckAssert.Fails(check(null, () => new double[3]), "3 values");
        CheckAssert.Fails(check(null, () => throw new InvalidOperationException("no idea")), "InvalidOperationException: no idea");
        CheckAssert.Fails(check(null, () => throw new NotImplementedException()), "not implemented yet");
        CheckAssert.Fails(check(null, () => throw new OperationCanceledException("mine")), "mine");
        CheckAssert.Fails(check(null, () => [Enumerable.Empty<double>().ElementAt(0)]), "outside an array");
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void An_endless_answer_ends_the_check_with_the_rest_untried(string exercise, Func<TimeSpan?, Func<double[]>, CheckResult> check)
    {
        Assert.NotEmpty(exercise);
        using var release = new ManualResetEventSlim();
        var result = check(Brief, () =>
        {
            release.Wait();
            return [];
        });
        release.Set();
        CheckAssert.Fails(result, "still running after 0.2 s");
        Assert.Equal(CaseOutcome.Wrong, result.Cases[0].Outcome);
        Assert.All(result.Cases.Skip(1), one => Assert.Equal(CaseOutcome.NotRun, one.Outcome));
    }

    [Fact]
    public void No_answer_at_all_is_a_failed_case() => CheckAssert.Fails(Exercise.ClassifierFreeGuidance.Check(null!), "give the check a function");

    [Fact]
    public void NaN_is_found_where_it_stands()
    {
        var result = Exercise.ClassifierFreeGuidance.Check((u, c, w) => [.. u.Zip(c, (a, b) => a + w * (b - a) + Math.Sqrt(a - 1000))]);
        CheckAssert.Fails(result, "Value 0 (the first is value 0) is not a number");
    }

    [Fact]
    public void Changed_inputs_are_noticed_and_the_later_cases_are_not_harmed()
    {
        var result = Exercise.ClassifierFreeGuidance.Check((u, c, w) =>
        {
            for (var i = 0; i < u.Length; i++)
            {
                u[i] += w * (c[i] - u[i]);
            }

            return u;
        });
        CheckAssert.Fails(result, "changed the arrays");
        Assert.Equal(result.Cases[0].Expected, Exercise.ClassifierFreeGuidance.Check((u, _, _) => u).Cases[0].Expected);
    }
}
