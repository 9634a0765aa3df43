namespace DiffusionCourse.Models.Hub;

/// <summary>Reads the user's token. Its value appears in no message.</summary>
internal static class HubToken
{
    public static string? Read(string? variable, string file) => Usable(variable, "HF_TOKEN") ?? Usable(FromFile(file), file);

    private static string? FromFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(
                $"The token in '{path}' cannot be read ({error.Message}). Correct its permissions, or set HF_TOKEN.", error);
        }
    }

    private static string? Usable(string? text, string source)
    {
        var token = text?.ReplaceLineEndings("").Trim();
        return string.IsNullOrEmpty(token) ? null
            : token.All(letter => letter is > ' ' and < '\u007f') ? token
            : throw new ModelException(
                $"{source} holds characters that no token of the hub has. Copy the token again; it starts with hf_.");
    }
}
