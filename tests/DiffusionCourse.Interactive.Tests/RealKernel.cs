using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>.NET Interactive's own kernels in this process, with the course's set-up imported as notebooks import it.</summary>
public sealed class RealKernel : IAsyncLifetime
{
    public CompositeKernel Kernel { get; } = new CompositeKernel().UseImportMagicCommand();

    public async Task InitializeAsync()
    {
        Kernel.Add(new CSharpKernel().UseKernelHelpers().UseWho().UseValueSharing());
        Kernel.Add(new CSharpKernel("other").UseKernelHelpers().UseWho().UseValueSharing());
        (await RunAsync($"#!import {CourseFolder.SetUp}")).Passed();
        (await RunAsync("Course.CheckSetup()")).Passed();
    }

    public Task DisposeAsync()
    {
        Kernel.Dispose();
        return Task.CompletedTask;
    }

    public Task<CellRun> RunAsync(string code, string language = "csharp") => SendAsync(new SubmitCode(code, language));

    public async Task<CellRun> SendAsync(KernelCommand command) => new((await Kernel.SendAsync(command)).Events);

    public async Task<IReadOnlyList<string>> CompleteAsync(string code)
    {
        var run = await SendAsync(new RequestCompletions(code, new LinePosition(0, code.Length)));
        return [.. run.Events.OfType<CompletionsProduced>().SelectMany(produced => produced.Completions).Select(item => item.InsertText ?? item.DisplayText)];
    }
}
