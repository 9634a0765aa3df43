using System.Reflection;
using System.Runtime.CompilerServices;
using DiffusionCourse.Display;
using Microsoft.DotNet.Interactive;

namespace DiffusionCourse.Interactive;

/// <summary>
/// The course in .NET Interactive: its values shown and shared, progress and Stop, and the directive <c>#!diffusion</c>. It attaches
/// itself when it is loaded: by the library that lies beside it, or by the host from a package.
/// </summary>
public sealed class CourseExtension : IKernelExtension
{
    private static readonly ConditionalWeakTable<Kernel, object> Attached = [];

    /// <inheritdoc/>
    public Task OnLoadAsync(Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Attach(kernel);
        return Task.CompletedTask;
    }

#pragma warning disable CA2255 // The library that loads this assembly knows none of its types.
    [ModuleInitializer]
    internal static void Start()
    {
        SharePlotly();
        CellSeam.Install();
        ValueFormatters.Register();
        if (KernelInvocationContext.Current?.HandlingKernel is { } kernel)
        {
            Attach(kernel);
        }
    }
#pragma warning restore CA2255

    /// <summary>
    /// Loads Plotly.NET where every library of the process finds it: a package that brings its own copy later would else bring charts of
    /// another type, which neither the figures nor the formatters know.
    /// </summary>
    private static void SharePlotly()
    {
        var beside = Path.Combine(Path.GetDirectoryName(typeof(NotebookHost).Assembly.Location) ?? "", "Plotly.NET.dll");
        if (File.Exists(beside))
        {
            Assembly.LoadFrom(beside);
        }
    }

    /// <summary>Adds the directive to the kernel that all cells go through, once.</summary>
    private static void Attach(Kernel kernel)
    {
        var root = kernel.RootKernel;
        lock (Attached)
        {
            if (!Attached.TryGetValue(root, out _))
            {
                Attached.Add(root, root);
                DiffusionDirective.AddTo(root);
            }
        }
    }
}
