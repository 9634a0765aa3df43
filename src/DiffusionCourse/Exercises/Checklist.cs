namespace DiffusionCourse.Exercises;

/// <summary>Collects the cases of a check while it runs.</summary>
/// <param name="exercise">The exercise, such as "Exercise 4".</param>
/// <param name="limit">How long one answer may take.</param>
internal sealed class Checklist(string exercise, TimeSpan limit)
{
    private readonly List<(string Name, string About, CaseOutcome Outcome, Verdict Verdict)> _cases = [];
    private string? _stopped;

    /// <summary>Whether every case so far is right.</summary>
    public bool AllRight => _cases.All(one => one.Outcome == CaseOutcome.Right);

    /// <summary>Asks for an answer and judges it. After an endless answer nothing more is asked.</summary>
    /// <param name="name">What is asked.</param>
    /// <param name="about">What the case shows, for an answer that is right.</param>
    /// <param name="expected">What is expected, for an answer that never came.</param>
    /// <param name="code">The student's code.</param>
    /// <param name="judge">Judges what it gives.</param>
    public void Add<T>(string name, string about, string expected, Func<T> code, Func<T?, Verdict> judge)
    {
        if (_stopped is not null)
        {
            Skip(name, expected, _stopped);
            return;
        }

        var answer = Answer.Ask(code, limit);
        _stopped = answer.Endless ? "Not tried, since an earlier answer never came." : null;
        var verdict = answer.Failure is null ? judge(answer.Value) : new Verdict(false, expected, "no answer", answer.Failure);
        Add(name, about, verdict);
    }

    /// <summary>Asks for an array of numbers.</summary>
    public void AddVector(
        string name, string about, double[] expected, Given given, Func<double[]?> code, IReadOnlyList<Mistake> mistakes) =>
        Add(name, about, Closeness.Text(expected), code, found => VectorJudge.Judge(found, expected, given, mistakes));

    /// <summary>Adds a case that needed no answer, or whose answer was judged already.</summary>
    public void Add(string name, string about, Verdict verdict) =>
        _cases.Add((name, about, verdict.IsRight ? CaseOutcome.Right : CaseOutcome.Wrong, verdict));

    /// <summary>Judges the last case again, with what was learned since.</summary>
    public void Rejudge(string about, Verdict verdict)
    {
        var name = _cases[^1].Name;
        _cases.RemoveAt(_cases.Count - 1);
        Add(name, about, verdict);
    }

    /// <summary>Adds a case that is not tried.</summary>
    public void Skip(string name, string expected, string reason) =>
        _cases.Add((name, "", CaseOutcome.NotRun, new Verdict(false, expected, "", reason)));

    /// <summary>What was found. The suspicion that fits most cases, the right ones included, is the one that is named.</summary>
    public CheckResult Finish()
    {
        var tally = _cases.SelectMany(one => one.Verdict.Suspicions).GroupBy(text => text, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return new CheckResult(
            exercise,
            [
                .. _cases.Select(one =>
                    new CheckCase(one.Name, one.Outcome, one.Verdict.Expected, one.Verdict.Found, Why(one.About, one.Verdict)))
            ]);

        string Why(string about, Verdict verdict)
            => verdict.IsRight ? about : verdict.Suspicions.MaxBy(text => tally[text]) ?? verdict.Otherwise;
    }
}
