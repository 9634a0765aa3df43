using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// The hashes of a file as it streams by: sha256 always, git's blob sha1 where the ETag is one. Both are the content's, so what
/// arrives is checked against the name that it was asked for by. Git counts the length in: sha1("blob LENGTH\0" + content).
/// </summary>
internal sealed class ContentHash : IDisposable
{
    private readonly PinnedFile _file;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350 // Git's own hash: it names the content, it guards nothing.
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350

    public ContentHash(PinnedFile file)
    {
        _file = file;
        AppendGitHeader();
    }

    /// <summary>Whether the ETag is a large file's sha256.</summary>
    public static bool IsSha256(string etag) => etag.Length == 64 && etag.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether the ETag is a small file's git blob sha1.</summary>
    public static bool IsGitSha1(string etag) => etag.Length == 40 && etag.All(char.IsAsciiHexDigitLower);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        if (IsGitSha1(_file.ETag))
        {
            _sha1.AppendData(bytes);
        }
    }

    public void Restart()
    {
        _sha256.GetHashAndReset();
        _sha1.GetHashAndReset();
        AppendGitHeader();
    }

    /// <summary>Null where the content is what it should be, else what was found in place of what.</summary>
    public string? Mismatch(out string sha256)
    {
        sha256 = Convert.ToHexStringLower(_sha256.GetCurrentHash());
        string? expected = IsSha256(_file.ETag) ? _file.ETag : _file.Sha256;
        return expected is not null && expected != sha256 ? $"sha256 {sha256} instead of {expected}"
            : IsGitSha1(_file.ETag) && Convert.ToHexStringLower(_sha1.GetCurrentHash()) is var sha1 && sha1 != _file.ETag ? $"git sha1 {sha1} instead of {_file.ETag}"
            : null;
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _sha1.Dispose();
    }

    private void AppendGitHeader() => _sha1.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {_file.Size}\0")));
}
