using System.Net;
using System.Net.Security;
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
        if (Find<AuthenticationException>(error) is { } refused)
        {
            return new(OfEncryption(refused), Repetition.Never);
        }

        if (address.IsEncrypted
            && Find<HttpRequestException>(error) is { HttpRequestError: HttpRequestError.SecureConnectionError })
        {
            return new(
                $"{address} broke the connection off before it was encrypted ({Reason(Innermost(error))}). {WriteOtherScheme}. Check "
                    + $"that the server runs, {OrHere}.",
                Repetition.Safe);
        }

        var unreached = Find<SocketException>(error) is { SocketErrorCode: not SocketError.ConnectionReset and not SocketError.Shutdown }
            || Find<HttpRequestException>(error) is { HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError };
        return new(
            $"{address} {(unreached ? "cannot be reached" : "broke the connection off")} ({Reason(Innermost(error))}). Check the address "
                + $"and its port ({(address.IsGrpc ? "gRPC" : "REST")} is wanted there) and that the server runs, {OrHere}.",
            Repetition.Safe);
    }

    /// <summary>No answer in time.</summary>
    public ServerTroubleException OfSilence(TimeSpan waited) => new(
        Invariant($"{address} did not answer within {waited.TotalSeconds:0.#} s. It is overloaded or hangs: try again later, set ")
            + $"{ServerSettings.TimeoutVariable} to more seconds, {OrHere}.",
        Repetition.Safe) { IsSilence = true };

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

    private string WriteOtherScheme => address.IsGrpc
        ? "Where nothing encrypts there, write grpc:// in place of grpcs://, or the port of the gateway that encrypts"
        : "Where nothing encrypts there, write http:// in place of https://, or the port of the gateway that encrypts";

    // .NET says in the message alone what is wrong with a certificate: in the names of SslPolicyErrors, or that it is the chain.
    private string OfEncryption(AuthenticationException error)
    {
        var reason = Reason(Innermost(error));
        return Says(error, "errors in the certificate chain") || Says(error, nameof(SslPolicyErrors.RemoteCertificateChainErrors))
            ? $"{address} shows a certificate that this machine does not trust ({reason}). Set {ServerSettings.AuthorityVariable} to a PEM "
                + "file with the certificate of the school's authority."
            : Says(error, nameof(SslPolicyErrors.RemoteCertificateNameMismatch))
            ? $"{address} shows a certificate for another name than {address.Root.Host} ({reason}). Write the name that the certificate "
                + "is for into the address."
            : $"{address} does not answer with TLS ({reason}). {WriteOtherScheme}.";
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

    private static bool Says(Exception? error, string words)
        => error is not null && (error.Message.Contains(words, StringComparison.Ordinal) || Says(error.InnerException, words));

    private static T? Find<T>(Exception? error) where T : Exception => error is null or T ? (T?)error : Find<T>(error.InnerException);
}
