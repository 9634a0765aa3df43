using System.Net;
using System.Net.Http.Headers;

namespace DiffusionCourse.Models.Hub;

/// <summary>Which answers are taken: the whole file, or the very part that was asked for.</summary>
internal sealed partial class BlobDownload
{
    private void Accept(HttpResponseMessage response, PartialBlob partial, PinnedFile file)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new UnusableContentException(Invariant($"no byte {partial.Length} in a file of {file.Size}"));
        }

        var packed = PackedBody.IsPacked(response.Content);
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            if (packed)
            {
                throw new UnusableContentException("a part of it comes compressed");
            }

            Accept(response.Content.Headers.ContentRange, partial, file);
            return;
        }

        // The server does not do ranges: it starts from the beginning, and so do we.
        if (partial.Length > 0)
        {
            Drop(partial);
        }

        if (!packed && response.Content.Headers.ContentLength is { } length && length != file.Size)
        {
            throw new UnusableContentException(Invariant($"{length} bytes instead of {file.Size}"));
        }
    }

    private static void Accept(ContentRangeHeaderValue? range, PartialBlob partial, PinnedFile file)
    {
        if (
            range is not { From: { } from } || from != partial.Length || (range.Length is { } length && length != file.Size)
                || range.To >= file.Size)
        {
            throw new UnusableContentException(
                Invariant($"bytes '{range}' where those from {partial.Length} of {file.Size} were asked for"));
        }
    }
}
