using System.Diagnostics;
using System.Reflection;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Turns an exception of a cell into an error, with the frames that a reader can do something about.</summary>
internal static class ExceptionErrors
{
    private const int FrameLimit = 12;

    public static CellError Describe(Exception exception, string place, CellSources sources)
    {
        while (exception is TargetInvocationException { InnerException: { } inner })
        {
            exception = inner;
        }

        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        var inCells = frames.Where(frame => sources.PlaceOf(frame.GetFileName()) is not null).ToList();
        var origin = inCells.Find(frame => sources.PlaceOf(frame.GetFileName()) == place) ?? inCells.FirstOrDefault();
        var details = new List<string>();
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            details.Add($"caused by {Summary(inner)}");
        }

        details.AddRange(frames.Select(frame => TraceLine(frame, sources)).OfType<string>().Take(FrameLimit));
        return new CellError(CellErrorKind.Exception, Summary(exception), origin is null ? null : LocationOf(origin, sources), details);
    }

    private static string Summary(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    private static CellLocation LocationOf(StackFrame frame, CellSources sources)
    {
        var (file, line) = (frame.GetFileName()!, frame.GetFileLineNumber());
        return new CellLocation(sources.PlaceOf(file)!, line, 0, sources.Line(file, line));
    }

    private static string? TraceLine(StackFrame frame, CellSources sources)
    {
        if (frame.GetMethod() is not { } method || method.DeclaringType is not { } type)
        {
            return null;
        }

        if (sources.PlaceOf(frame.GetFileName()) is not null)
        {
            var name = MethodName(method, type);
            return $"at {LocationOf(frame, sources)}{(name is null ? "" : $" in {name}")}";
        }

        if (!AssemblyResolution.IsReferenced(type.Assembly))
        {
            return null;
        }

        var file = frame.GetFileName() is { } path ? $" ({Path.GetFileName(path)}, line {frame.GetFileLineNumber()})" : "";
        return $"at {Outermost(type).FullName}.{MethodName(method, type) ?? method.Name}{file}";
    }

    /// <summary>The name that the source gives a method, where the compiler made another; null for the top level of a cell.</summary>
    private static string? MethodName(MethodBase method, Type type)
    {
        // An asynchronous method M is the method MoveNext of a type <M>d__1; a local function F in M is <M>g__F|1_0.
        var name = method.Name == "MoveNext" && type.Name.StartsWith('<') ? type.Name : method.Name;
        if (name.Contains(">g__", StringComparison.Ordinal))
        {
            return name.Split(">g__")[1].Split('|')[0];
        }

        if (name.Contains(">b__", StringComparison.Ordinal))
        {
            return "a lambda";
        }

        if (name.StartsWith('<'))
        {
            name = name.TrimStart('<').Split('>')[0];
        }

        return name is "Initialize" or "Factory" ? null : name;
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer && type.Name.Contains('<'))
        {
            type = outer;
        }

        return type;
    }
}
