using System.Text.Json;

namespace DiffusionCourse.Models.Hub;

/// <summary>Listings, in JSON and in pages.</summary>
internal sealed partial class HubClient
{
    private const int LargestListing = 64 << 20;

    /// <summary>A JSON answer, read whole, and the address of its next page.</summary>
    /// <exception cref="HubRefusalException">The answer is no success.</exception>
    /// <exception cref="JsonException">The answer is cut or no JSON.</exception>
    public async Task<(JsonDocument Json, Uri? Next)> GetJsonAsync(Uri address, CancellationToken cancellation)
    {
        using var limit = Limit(_settings.AnswerTimeout, cancellation);
        try
        {
            using var response = await FollowAsync(
                HttpMethod.Get, address, _ => false, from: 0, HttpCompletionOption.ResponseContentRead, limit.Token);
            Require(response);
            return (JsonDocument.Parse(await ReadListingAsync(response, limit.Token)), NextPage(address, response));
        }
        catch (InvalidDataException error)
        {
            throw new JsonException(error.Message, error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw Silent(_settings.AnswerTimeout, error);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadListingAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await PackedBody.OpenAsync(response.Content, cancellation);
        using var listing = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; (read = await body.ReadAsync(chunk, cancellation)) > 0;)
        {
            // The client's own limit counts what came, which may be packed.
            if (listing.Length + read > LargestListing)
            {
                throw new InvalidDataException("the listing is too long");
            }

            listing.Write(chunk, 0, read);
        }

        return listing.GetBuffer().AsMemory(0, (int)listing.Length);
    }

    private static Uri? NextPage(Uri address, HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Link", out var links))
        {
            foreach (var link in links.SelectMany(value => value.Split(',')))
            {
                var end = link.IndexOf('>', StringComparison.Ordinal);
                if (link.TrimStart().StartsWith('<') && end > 0 && link.AsSpan(end).Contains("rel=\"next\"", StringComparison.Ordinal))
                {
                    return new Uri(address, link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..end]);
                }
            }
        }

        return null;
    }
}
