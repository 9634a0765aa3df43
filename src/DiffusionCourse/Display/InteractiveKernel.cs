using System.Reflection;

namespace DiffusionCourse.Display;

/// <summary>The cell that .NET Interactive runs, reached by reflection over its assembly <c>Microsoft.DotNet.Interactive</c>.</summary>
internal sealed class InteractiveKernel
{
    private const string Name = "Microsoft.DotNet.Interactive";

    private readonly object _context;

    private InteractiveKernel(object context) => _context = context;

    public CancellationToken CancellationToken =>
        _context.GetType().GetProperty(nameof(CancellationToken))?.GetValue(_context) as CancellationToken? ?? CancellationToken.None;

    /// <summary>Finds the running cell, or null where .NET Interactive is not the host or no cell runs.</summary>
    public static InteractiveKernel? Find() =>
        Find(AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.GetName().Name == Name));

    public static InteractiveKernel? Find(Assembly? interactive) =>
        interactive?.GetType($"{Name}.KernelInvocationContext")?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is { } current
            ? new(current)
            : null;

    /// <summary>Shows HTML in the running cell.</summary>
    /// <returns>A function that replaces it; null where this version of .NET Interactive offers no such thing.</returns>
    public Action<string>? Display(string html, string plainText)
    {
        var display = _context.GetType().Assembly
            .GetType($"{Name}.KernelInvocationContextExtensions")
            ?.GetMethod("Display", [_context.GetType(), typeof(object), typeof(string[])]);
        var displayed = display?.Invoke(null, [_context, new HtmlFragment(html, plainText), new[] { MimeTypes.Html }]);
        var update = displayed?.GetType().GetMethod("Update", [typeof(object)]);
        return update is null ? null : content => update.Invoke(displayed, [new HtmlFragment(content, plainText)]);
    }
}
