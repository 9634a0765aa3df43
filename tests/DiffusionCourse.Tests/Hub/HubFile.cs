using System.Security.Cryptography;
using System.Text;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A file as the hub holds it: large ones named by sha256 and stored elsewhere, small ones by git's blob sha1.</summary>
internal sealed class HubFile
{
    private HubFile(byte[] content, bool isLarge)
    {
        Content = content;
        IsLarge = isLarge;
        ETag = isLarge ? Sha256 : GitSha1(content);
    }

    public byte[] Content { get; }

    public bool IsLarge { get; }

    public string ETag { get; init; }

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Content));

    public static HubFile Large(byte[] content) => new(content, isLarge: true);

    public static HubFile Small(string text) => new(Encoding.UTF8.GetBytes(text), isLarge: false);

    public static HubFile Named(string text, string etag) => new(Encoding.UTF8.GetBytes(text), isLarge: false) { ETag = etag };

    public static HubFile Random(int seed, int length)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return Large(content);
    }

    private static string GitSha1(byte[] content)
#pragma warning disable CA5350
        => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
}
