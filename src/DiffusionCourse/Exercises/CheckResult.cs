using System.Globalization;
using System.Text;
using DiffusionCourse.Display;

namespace DiffusionCourse.Exercises;

/// <summary>What a check found: one row for each case, with what was found beside what was expected, and why.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class CheckResult : IHtmlDisplay
{
    internal CheckResult(string exercise, IReadOnlyList<CheckCase> cases)
    {
        Exercise = exercise;
        Cases = cases;
    }

    /// <summary>The exercise, such as "Exercise 4".</summary>
    public string Exercise { get; }

    /// <summary>The cases in the order in which they were tried.</summary>
    public IReadOnlyList<CheckCase> Cases { get; }

    /// <summary>Whether every case is right.</summary>
    public bool Passed => Cases.Count > 0 && Cases.All(one => one.IsRight);

    /// <summary>The outcome in one sentence.</summary>
    public string Summary => Passed
        ? Invariant($"{Exercise}: passed, {(Cases.Count == 1 ? "the only case" : $"all {Cases.Count} cases")} right.")
        : Invariant($"{Exercise}: not yet, {Cases.Count(one => one.IsRight)} of {Cases.Count} cases right.");

    // Pages and their index show it in place of "passed", which says only that the cells ran.
    private string State => Passed ? "solved" : Cases.Any(one =>
        one.IsRight) ? Invariant($"not yet, {Cases.Count(one => one.IsRight)} of {Cases.Count} right") : "not started";

    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = Html.NewId();
        var rows = new StringBuilder();
        foreach (var one in Cases)
        {
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td class=\"{Style(one.Outcome)}\">{Mark(one.Outcome)}</td><th scope=\"row\">{Html.Encode(one.Name)}</th>");
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<td>{Html.Encode(one.Expected)}</td><td>{Html.Encode(one.Found)}</td><td>{Html.Encode(one.Why)}</td></tr>");
        }

        return $$"""
            <div id="{{id}}" data-check="{{(Passed ? "passed" : "failed")}}" data-task="{{State}}">
            <style>
            #{{id}}{overflow-x:auto;max-width:100%;border-left:4px solid #d55e00;padding-left:.75rem}
            #{{id}}[data-check=passed]{border-left-color:#009e73}
            #{{id}} p{margin:.25rem 0;font-weight:600}
            #{{id}} table{border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums;margin:.25rem 0}
            #{{id}} th,#{{id}} td{padding:.25rem .75rem .25rem 0;text-align:left;background:none;color:inherit;
              border:0;border-bottom:1px solid rgba(128,128,128,.35);vertical-align:top;font-weight:400}
            #{{id}} thead th{border-bottom:2px solid rgba(128,128,128,.7);font-weight:600}
            #{{id}} td.wrong,#{{id}} td.right,#{{id}} td.untried{white-space:nowrap;font-weight:600}
            #{{id}} td:last-child{min-width:14rem;padding-right:0}
            #{{id}} td.right::before{content:"";display:inline-block;width:.6em;height:.6em;
              border-radius:50%;background:#009e73;margin-right:.4em}
            #{{id}} td.wrong::before{content:"";display:inline-block;width:.6em;height:.6em;background:#d55e00;margin-right:.4em}
            </style>
            <p>{{Html.Encode(Summary)}}</p>
            <table><thead><tr><th scope="col">result</th><th scope="col">case</th><th scope="col">expected</th><th scope="col">found</th><th scope="col">why</th></tr></thead>
            <tbody>{{rows}}</tbody></table>
            </div>
            """;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', [Summary, .. Cases.Select(Line)]);

    private static string Line(CheckCase one) => one.IsRight
        ? $"  {Mark(one.Outcome)}: {one.Name}"
        : $"  {Mark(one.Outcome)}: {one.Name} | expected {one.Expected} | found {one.Found} | {one.Why}";

    private static string Mark(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Right => "right",
        CaseOutcome.Wrong => "wrong",
        _ => "not run",
    };

    private static string Style(CaseOutcome outcome) => outcome == CaseOutcome.NotRun ? "untried" : Mark(outcome);
}
