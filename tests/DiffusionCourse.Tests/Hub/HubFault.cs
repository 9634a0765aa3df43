using Microsoft.AspNetCore.Http;

namespace DiffusionCourse.Tests.Hub;

/// <summary>Something that goes wrong with one answer. True from the delegate: it was the whole answer.</summary>
internal sealed record HubFault(Func<HttpContext, Task<bool>> Answer)
{
    /// <summary>Bytes of the body after which the connection is cut; null for none.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether the cut closes the connection in order, so that what was sent arrives; else it is reset.</summary>
    public bool EndsInOrder { get; init; }

    /// <summary>Bytes after which nothing comes any more, with the connection open.</summary>
    public int? StallAfter { get; init; }

    /// <summary>A file is sent whole, whatever range was asked for.</summary>
    public bool IgnoresRange { get; init; }

    /// <summary>Added to where the range starts.</summary>
    public int RangeError { get; init; }

    /// <summary>Flips the bits of the first byte.</summary>
    public bool FlipsByte { get; init; }

    /// <summary>The body is compressed, whatever was asked for.</summary>
    public bool IsPacked { get; init; }

    public static HubFault None { get; } = new(_ => Task.FromResult(false));

    public static HubFault Cut(int after) => None with { CutAfter = after };

    public static HubFault End(int after) => None with { CutAfter = after, EndsInOrder = true };

    public static HubFault Stall(int after) => None with { StallAfter = after };

    public static HubFault IgnoreRange(int? cutAfter = null) => None with { IgnoresRange = true, CutAfter = cutAfter };

    public static HubFault WrongRange(int by) => None with { RangeError = by };

    public static HubFault FlippedByte => None with { FlipsByte = true };

    public static HubFault Packed => None with { IsPacked = true };

    public static HubFault Status(int status, params (string Name, string Value)[] headers) => new(context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return Task.FromResult(true);
    });

    public static HubFault Text(string text) => new(async context =>
    {
        await context.Response.WriteAsync(text);
        return true;
    });
}
