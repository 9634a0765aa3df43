using DiffusionCourse.Models;

namespace DiffusionCourse.Remote;

/// <summary>What names a model whose networks run elsewhere: addresses, separated by commas, and the local model after them.</summary>
/// <param name="Addresses">Servers that hold the same networks; at least one.</param>
/// <param name="Model">The model whose tokenizer and settings are read here; null where the text names none.</param>
internal sealed record ServerReference(IReadOnlyList<ServerAddress> Addresses, string? Model)
{
    /// <summary>The environment variable that names the servers on which every model runs.</summary>
    public const string Variable = "DIFFUSION_COURSE_SERVER";

    /// <summary>What is said in a server's place for: on this machine.</summary>
    public const string Local = "local";

    /// <summary>Reads a reference; null where the text does not start with an address.</summary>
    /// <exception cref="ModelException">An address is wrong.</exception>
    public static ServerReference? TryParse(string text)
    {
        var rest = text.Trim();
        var addresses = new List<ServerAddress>();
        while (ServerAddress.IsMeantBy(rest))
        {
            var end = rest.AsSpan().IndexOfAny(", \t\r\n") is >= 0 and var found ? found : rest.Length;
            addresses.Add(ServerAddress.Parse(rest[..end]));
            rest = rest[end..].TrimStart(',', ' ', '\t', '\r', '\n');
        }

        return addresses.Count == 0 ? null : new(addresses, rest.Length == 0 ? null : rest);
    }

    /// <summary>The servers that a setting names; null where it is empty or says local.</summary>
    /// <param name="text">The setting.</param>
    /// <param name="setting">What it is called, for the error.</param>
    /// <exception cref="ModelException">It names no server.</exception>
    public static IReadOnlyList<ServerAddress>? AddressesIn(string? text, string setting)
        => string.IsNullOrWhiteSpace(text) || text.Trim() == Local ? null
        : TryParse(text) is { Model: null } reference ? reference.Addresses
        : throw new ModelException(
            $"{setting} is '{text}': it must be the address of a server, such as https://school.example/v2, or several with commas "
                + $"between them. '{Local}' stands for this machine.");
}
