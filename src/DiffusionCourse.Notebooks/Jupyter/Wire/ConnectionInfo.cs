using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>What a client's connection file says: where to listen, and the key that signs messages.</summary>
internal sealed record ConnectionInfo
{
    private const string OnlyScheme = "hmac-sha256";

    public string Transport { get; init; } = "tcp";

    public string Ip { get; init; } = "127.0.0.1";

    public int ShellPort { get; init; }

    public int IopubPort { get; init; }

    public int StdinPort { get; init; }

    public int ControlPort { get; init; }

    public int HbPort { get; init; }

    /// <summary>The secret; empty for messages without signatures.</summary>
    public string Key { get; init; } = "";

    public string SignatureScheme { get; init; } = OnlyScheme;

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="ConnectionException">It is missing, malformed, or asks for what is not supported.</exception>
    public static ConnectionInfo Read(string path)
    {
        try
        {
            var info = JsonSerializer.Deserialize(File.ReadAllText(path), ConnectionJson.Default.ConnectionInfo)
                ?? throw new ConnectionException($"The connection file '{path}' is empty.");
            return info.Require(path);
        }
        catch (JsonException exception)
        {
            throw new ConnectionException($"The connection file '{path}' is not what Jupyter writes: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException(
                $"The connection file '{path}' cannot be read: {exception.Message} Jupyter writes one and passes its path.");
        }
    }

    public string Address(int port) => $"{Transport}://{Ip}:{port}";

    private ConnectionInfo Require(string path)
    {
        if (Transport != "tcp")
        {
            throw new ConnectionException($"'{path}': transport is '{Transport}'; this kernel speaks tcp only.");
        }

        if (Key.Length > 0 && SignatureScheme != OnlyScheme)
        {
            throw new ConnectionException($"'{path}': signature_scheme is '{SignatureScheme}'; this kernel knows {OnlyScheme} only.");
        }

        foreach (
            var (name, port) in new[]
            {
                ("shell_port", ShellPort),
                ("iopub_port", IopubPort),
                ("stdin_port", StdinPort),
                ("control_port", ControlPort),
                ("hb_port", HbPort),
            })
        {
            if (port is < 1 or > ushort.MaxValue)
            {
                throw new ConnectionException($"'{path}': {name} is {port}; it must be between 1 and {ushort.MaxValue}.");
            }
        }

        return this;
    }
}

/// <summary>Reads the file without reflection at start-up.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConnectionInfo))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
