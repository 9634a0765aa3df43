using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

/// <summary>A cell that has run.</summary>
public sealed record CellRun(string Place, CellOutcome Outcome, IReadOnlyList<CellOutput> Outputs)
{
    public CellError Error => Outcome.Error ?? throw new InvalidOperationException("The cell passed.");

    /// <summary>The outputs as they stand in the end, one after another.</summary>
    public string Shown
    {
        get
        {
            var collector = new OutputCollector();
            foreach (var output in Outputs)
            {
                collector.Add(1, output);
            }

            return string.Join('|', collector.OutputsOf(1).Select(output => output.Content.TrimEnd('\n')));
        }
    }
}
