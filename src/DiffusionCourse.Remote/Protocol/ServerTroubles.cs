using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Remote;

/// <summary>What is said of a server that fails: one sentence on what happened, and the remedy. No secret stands in it.</summary>
internal sealed class ServerTroubles(ServerAddress address, ServerSettings settings)
{
    private const int MostCharacters = 400;
    private const string OrHere = "or leave the server out to draw on this machine";

    /// <summary>No connection, or one that broke.</summary>
    public ServerTroubleException OfConnection(Exception error)
    {
        if (Find<AuthenticationException>(error) is { } certificate)
        {
            return new(
                $"{address} shows a certificate that this machine does not trust ({Reason(certificate)}). Set "
                    + $"{ServerSettings.AuthorityVariable} to a PEM file with the certificate of the school's authority.",
                Repetition.Never);
        }

        var unreached = Find<SocketException>(error) is { SocketErrorCode: not SocketError.ConnectionReset and not SocketError.Shutdown }
            || Find<HttpRequestException>(error) is { HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };
        return new(
            $"{address} {(unreached ? "cannot be reached" : "broke the connection off")} ({Reason(Innermost(error))}). Check the address "
                + $"and its port ({(address.IsGrpc ? "gRPC" : "REST")} is wanted there) and that the server runs, {OrHere}.",
            Repetition.Safe);
    }

    /// <summary>No answer in time.</summary>
    public ServerTroubleException OfSilence(TimeSpan waited) => new(
        Invariant($"{address} did not answer within {waited.TotalSeconds:0.#} s. It is overloaded or hangs: try again later, set ")
            + $"{ServerSettings.TimeoutVariable} to more seconds, {OrHere}.",
        Repetition.Safe);

    /// <summary>An answer that is none.</summary>
    public ServerTroubleException OfAnswer(string what) => new(
        $"{address} gave no answer that can be used: {what}. Ask whoever runs the server which model it serves, {OrHere}.",
        Repetition.OnceElsewhere);

    /// <summary>A refusal.</summary>
    /// <param name="status">The status, as HTTP numbers it.</param>
    /// <param name="told">What the server says.</param>
    /// <param name="what">What was asked for, such as "emoji-128-unet".</param>
    /// <param name="retryAfter">How long it asks to wait.</param>
    public ServerTroubleException OfStatus(HttpStatusCode status, string? told, string what, TimeSpan? retryAfter = null)
    {
        var words = Words(told);
        var said = $"{(int)status}{(words.Length > 0 ? $": {words}" : "")}";
        if (status == HttpStatusCode.RequestEntityTooLarge || IsOnSize(status, words))
        {
            return new(
                $"{address} takes no message as large as that for '{what}' needs ({said}). Ask for a smaller picture, or have the limit "
                    + "raised: --http-max-input-size at Triton, client_max_body_size at nginx, the message length of gRPC.",
                Repetition.Never);
        }

        return status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
                $"{address} refuses '{what}' ({said}). " + (settings.Token is null
                    ? $"It wants to know who asks: set {ServerSettings.TokenVariable} to the token that the school gave out."
                    : $"The token in {ServerSettings.TokenVariable} is not the one that it takes: copy it again."),
                Repetition.Never),
            HttpStatusCode.NotFound => new(
                $"{address} has no '{what}' ({said}). Check the address and the model's name there.", Repetition.Never),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
                or HttpStatusCode.GatewayTimeout => new(
                    $"{address} is too busy, or not ready, to run '{what}' ({said}). Try again later, {OrHere}.", Repetition.Safe)
                {
                    RetryAfter = retryAfter,
                },
            >= HttpStatusCode.InternalServerError => new(
                $"{address} failed on '{what}' ({said}). Ask whoever runs the server to look into its log, {OrHere}.",
                status == HttpStatusCode.NotImplemented ? Repetition.Never : Repetition.OnceElsewhere) { IsRefusedInput = true },
            >= HttpStatusCode.BadRequest => new(
                $"{address} does not take what '{what}' is given ({said}). Ask whoever runs the server which sizes and types it takes.",
                Repetition.Never) { IsRefusedInput = true },
            _ => new(
                $"{address} sends the call of '{what}' elsewhere ({said}), which is not followed, so that no other host is told the "
                    + "token. Name the address that it points to.",
                Repetition.Never),
        };
    }

    // gRPC has one status for a message that is too large and for a queue that is full.
    private static bool IsOnSize(HttpStatusCode status, string words) => status == HttpStatusCode.TooManyRequests
        && words.Contains("message", StringComparison.OrdinalIgnoreCase)
        && (words.Contains("larger than", StringComparison.OrdinalIgnoreCase)
            || words.Contains("exceeds", StringComparison.OrdinalIgnoreCase));

    private string Words(string? told)
    {
        var words = settings.WithoutSecrets(string.Join(' ', (told ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return (words.Length > MostCharacters ? words[..MostCharacters] + "..." : words).TrimEnd('.');
    }

    private string Reason(Exception error) => settings.WithoutSecrets(ConnectionTrouble.Reason(error));

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    private static T? Find<T>(Exception? error) where T : Exception => error is null or T ? (T?)error : Find<T>(error.InnerException);
}
