using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>What a run tells while it runs: one of the records that derive from this.</summary>
/// <param name="NotebookPath">The notebook it is about.</param>
/// <param name="NotebookNumber">Its place in the run, from 1.</param>
/// <param name="NotebookCount">How many notebooks there are.</param>
public abstract record RunProgress(string NotebookPath, int NotebookNumber, int NotebookCount);

/// <summary>A notebook begins.</summary>
/// <param name="NotebookPath">The notebook.</param>
/// <param name="NotebookNumber">Its place in the run, from 1.</param>
/// <param name="NotebookCount">How many notebooks there are.</param>
/// <param name="Title">Its title.</param>
/// <param name="CellCount">How many cells it has, prose included.</param>
public sealed record NotebookStarted(string NotebookPath, int NotebookNumber, int NotebookCount, string Title, int CellCount)
    : RunProgress(NotebookPath, NotebookNumber, NotebookCount);

/// <summary>A cell of code begins.</summary>
/// <param name="NotebookPath">The notebook.</param>
/// <param name="NotebookNumber">Its place in the run, from 1.</param>
/// <param name="NotebookCount">How many notebooks there are.</param>
/// <param name="CellNumber">The cell's place in the notebook, prose included, from 1.</param>
/// <param name="CellCount">How many cells the notebook has.</param>
public sealed record CellStarted(string NotebookPath, int NotebookNumber, int NotebookCount, int CellNumber, int CellCount)
    : RunProgress(NotebookPath, NotebookNumber, NotebookCount);

/// <summary>A cell showed something. Reported as it comes.</summary>
/// <param name="NotebookPath">The notebook.</param>
/// <param name="NotebookNumber">Its place in the run, from 1.</param>
/// <param name="NotebookCount">How many notebooks there are.</param>
/// <param name="CellNumber">The cell's place in the notebook, from 1.</param>
/// <param name="Output">What it showed.</param>
public sealed record CellShowed(string NotebookPath, int NotebookNumber, int NotebookCount, int CellNumber, CellOutput Output)
    : RunProgress(NotebookPath, NotebookNumber, NotebookCount);

/// <summary>A cell has ended, or was skipped.</summary>
/// <param name="NotebookPath">The notebook.</param>
/// <param name="NotebookNumber">Its place in the run, from 1.</param>
/// <param name="NotebookCount">How many notebooks there are.</param>
/// <param name="Result">How it ended.</param>
/// <param name="CellCount">How many cells the notebook has.</param>
public sealed record CellFinished(string NotebookPath, int NotebookNumber, int NotebookCount, CellResult Result, int CellCount)
    : RunProgress(NotebookPath, NotebookNumber, NotebookCount);

/// <summary>A notebook has ended and its page is written, or it was skipped.</summary>
/// <param name="NotebookPath">The notebook.</param>
/// <param name="NotebookNumber">Its place in the run, from 1.</param>
/// <param name="NotebookCount">How many notebooks there are.</param>
/// <param name="Result">How it ended.</param>
public sealed record NotebookFinished(string NotebookPath, int NotebookNumber, int NotebookCount, NotebookResult Result)
    : RunProgress(NotebookPath, NotebookNumber, NotebookCount);
