using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Cli.Runs;

/// <summary>What notebooks that have run tell the shell.</summary>
internal static class RunExitCode
{
    /// <summary>
    /// The worst that became of one, in the order that a notebook itself has for its cells: a cell beyond its time, then all else that
    /// did not pass.
    /// </summary>
    public static int Of(IReadOnlyCollection<RunStatus> statuses) =>
        statuses.Contains(RunStatus.TimedOut) ? ExitCode.TimedOut
        : statuses.All(status => status == RunStatus.Passed) ? ExitCode.Success
        : ExitCode.Failed;
}
