using System.Security.Cryptography;
using System.Text;

namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>Signs the four frames of a message, and checks signatures. With an empty key, nothing is signed or checked.</summary>
internal sealed class MessageSigner(string key)
{
    /// <summary>How many signatures are remembered, so that a recorded message cannot be sent again.</summary>
    private const int Remembered = 1 << 16;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public string Sign(IEnumerable<byte[]> frames)
    {
        if (_key.Length == 0)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames)
        {
            hash.AppendData(frame);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Checks a message that came in.</summary>
    /// <exception cref="MalformedMessageException">It is unsigned, signed by another key, or was seen before.</exception>
    public void Check(byte[] signature, IEnumerable<byte[]> frames)
    {
        if (_key.Length == 0)
        {
            return;
        }

        if (signature.Length == 0)
        {
            throw new MalformedMessageException("it is not signed");
        }

        var expected = Sign(frames);
        if (!CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(expected)))
        {
            throw new MalformedMessageException("its signature is wrong");
        }

        if (!_seen.Add(expected))
        {
            throw new MalformedMessageException("it was received before");
        }

        _order.Enqueue(expected);
        if (_order.Count > Remembered)
        {
            _seen.Remove(_order.Dequeue());
        }
    }
}
