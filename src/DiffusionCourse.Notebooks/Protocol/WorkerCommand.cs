namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>What the host tells the worker.</summary>
internal sealed record WorkerCommand(WorkerCommandKind Kind, int Run = 0, string Place = "", string Code = "");
