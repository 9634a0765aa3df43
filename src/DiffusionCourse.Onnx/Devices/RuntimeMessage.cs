using System.Text.RegularExpressions;

namespace DiffusionCourse.Inference;

/// <summary>What an error of ONNX Runtime says, for a reader who does not know its source code.</summary>
internal static partial class RuntimeMessage
{
    /// <summary>
    /// The message on one line; where it comes from CUDA or a library that is missing, without the places in the source code around it.
    /// </summary>
    public static string Of(Exception error) => Of(error.Message);

    /// <summary>The same for the message alone.</summary>
    public static string Of(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return Core().Matches(line) is [.., var last] ? Folder().Replace(last.Value, "").Trim(' ', '.', ';') : line;
    }

    // The runtime wraps its own message in the signatures of the functions that it passed; the last of these is the one that counts.
    [GeneratedRegex(
        "(CUDA failure|CUDNN failure|CUDNN_FE failure|CUBLAS failure|cuDNN is (not available|unavailable)|Failed to load library"
        + "|Failed to allocate memory|Available memory of)((?! ; GPU=).)*?(?= ; GPU=|(CUDA|CUDNN|CUDNN_FE|CUBLAS) failure|$)")]
    private static partial Regex Core();

    [GeneratedRegex(@"(?<=Failed to load library )\S*[/\\](?=[^/\\\s]+\s)")]
    private static partial Regex Folder();
}
