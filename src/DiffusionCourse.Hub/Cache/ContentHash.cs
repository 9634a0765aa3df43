using System.Security.Cryptography;
using System.Text;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// The hashes of a file as it streams by: sha256 always, sha1 where the ETag is one. Both are the content's, so what arrives is
/// checked against the name that it was asked for by. The hub's sha1 is git's: sha1("blob LENGTH\0" + content). Mirrors that
/// keep no git name by the content's own.
/// </summary>
internal sealed class ContentHash : IDisposable
{
    private readonly PinnedFile _file;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350 // Git's own hash: it names the content, it guards nothing.
    private readonly IncrementalHash _gitSha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350

    public ContentHash(PinnedFile file)
    {
        _file = file;
        AppendGitHeader();
    }

    /// <summary>Whether the ETag is a large file's sha256.</summary>
    public static bool IsSha256(string etag) => etag.Length == 64 && etag.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether the ETag is a small file's sha1.</summary>
    public static bool IsSha1(string etag) => etag.Length == 40 && etag.All(char.IsAsciiHexDigitLower);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        if (IsSha1(_file.ETag))
        {
            _gitSha1.AppendData(bytes);
            _sha1.AppendData(bytes);
        }
    }

    public void Restart()
    {
        _sha256.GetHashAndReset();
        _sha1.GetHashAndReset();
        _gitSha1.GetHashAndReset();
        AppendGitHeader();
    }

    /// <summary>Null where the content is what it should be, else what was found in place of what.</summary>
    public string? Mismatch(out string sha256)
    {
        sha256 = Text(_sha256);
        var expected = IsSha256(_file.ETag) ? _file.ETag : _file.Sha256;
        return expected is not null && expected != sha256 ? $"sha256 {sha256} instead of {expected}"
            : IsSha1(_file.ETag) && Text(_gitSha1) != _file.ETag && Text(_sha1) != _file.ETag
                ? $"git sha1 {Text(_gitSha1)} instead of {_file.ETag}"
            : null;
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _gitSha1.Dispose();
        _sha1.Dispose();
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash());

    private void AppendGitHeader() => _gitSha1.AppendData(Encoding.ASCII.GetBytes(Invariant($"blob {_file.Size}\0")));
}
