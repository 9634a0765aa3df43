using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace DiffusionCourse.Tests.Hub;

/// <summary>Files: their headers, their redirects and their bytes, with whatever goes wrong.</summary>
internal sealed partial class HubServer
{
    private async Task ResolveAsync(HttpContext context, string name, string revision, string path)
    {
        var head = HttpMethods.IsHead(context.Request.Method);
        if (head && RefusesHead is { } refusal)
        {
            await HubFault.Status(refusal).Answer(context);
            return;
        }

        if (Redirected(context, name) || (head && HeadFaults.TryDequeue(out var fault) && await fault.Answer(context)) || Find(context, name, revision) is not { } found)
        {
            return;
        }

        var (repository, commit) = found;
        context.Response.Headers["X-Repo-Commit"] = commit;
        if (!repository.Commits[commit].TryGetValue(path, out var file))
        {
            await HubFault.Status(404, ("X-Error-Code", "EntryNotFound")).Answer(context);
        }
        else if (file.IsLarge)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{file.ETag}\"";
            context.Response.Headers["X-Linked-Size"] = HidesLengths ? default : $"{file.Content.Length}";
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = $"{Store}{file.Sha256}?signature=secret";
        }
        else
        {
            context.Response.Headers.ETag = $"\"{file.ETag}\"";
            await SendAsync(context, file);
        }
    }

    private async Task SendStoredAsync(HttpContext context, string sha256)
    {
        var file = Repositories.Values.SelectMany(repository => repository.Commits.Values).SelectMany(files => files.Values).First(file => file.Sha256 == sha256);
        context.Response.Headers.ETag = "\"a-name-of-the-store\"";
        await SendAsync(context, file);
    }

    private async Task SendAsync(HttpContext context, HubFile file)
    {
        var response = context.Response;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = HidesLengths ? null : file.Content.Length;
            return;
        }

        var fault = FileFaults.TryDequeue(out var queued) ? queued : HubFault.None;
        if (await fault.Answer(context))
        {
            return;
        }

        var from = 0;
        if (!fault.IgnoresRange && context.Request.GetTypedHeaders().Range?.Ranges.Single().From is { } asked)
        {
            if (asked >= file.Content.Length)
            {
                response.StatusCode = 416;
                return;
            }

            from = (int)Math.Max(0, asked + fault.RangeError);
            response.StatusCode = 206;
            response.Headers.ContentRange = $"bytes {from}-{file.Content.Length - 1}/{file.Content.Length}";
        }

        var content = fault.IsPacked ? Packed(context, file.Content[from..]) : file.Content[from..];
        response.ContentLength = content.Length;
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _sending));
        await Task.Delay(Delay);
        try
        {
            await SendAsync(context, content, fault);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }

    private async Task SendAsync(HttpContext context, byte[] content, HubFault fault)
    {
        const int Piece = 64 * 1024;
        var end = Math.Min(content.Length, Math.Min(fault.CutAfter ?? int.MaxValue, fault.StallAfter ?? int.MaxValue));
        for (var at = 0; at < end;)
        {
            var count = await Hold.PassAsync(Math.Min(Piece, end - at), context.RequestAborted);
            var piece = content[at..(at + count)];
            if (fault.FlipsByte && at == 0)
            {
                piece[0] ^= 0xff;
            }

            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            Interlocked.Add(ref _bytesSent, count);
            at += count;
        }

        if (fault.StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        // Less than the stated length: the server closes the connection after what was written.
        if (end < content.Length && !fault.EndsInOrder)
        {
            context.Abort();
        }
    }

    private static byte[] Packed(HttpContext context, byte[] content)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
