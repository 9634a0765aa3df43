#pragma warning disable IDE0130 // The namespace is the one that the library looks for.
namespace Microsoft.DotNet.Interactive;

/// <summary>The part of .NET Interactive that the library reaches by reflection, with the same names and signatures.</summary>
public sealed class KernelInvocationContext
{
    public static KernelInvocationContext? Current { get; set; }

    public CancellationToken CancellationToken { get; init; }

    public List<(object Value, string[] MimeTypes)> Shown { get; } = [];
}

public sealed class DisplayedValue(KernelInvocationContext context)
{
    public void Update(object updatedValue) => context.Shown.Add((updatedValue, []));
}

public static class KernelInvocationContextExtensions
{
    public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes)
    {
        context.Shown.Add((value, mimeTypes));
        return new(context);
    }

    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) => new(context);
}
