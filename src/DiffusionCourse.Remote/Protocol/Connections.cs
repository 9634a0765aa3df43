using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DiffusionCourse.Remote;

/// <summary>Opens connections to one server: no redirects, which could lead a token elsewhere; with the authorities to trust.</summary>
internal static class Connections
{
    private const int StreamWindow = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Lifetime = TimeSpan.FromMinutes(5);

    public static SocketsHttpHandler Open(ServerAddress address, ServerSettings settings) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy is of no use on the way to this machine.
        UseProxy = !address.Root.IsLoopback,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = Patience,
        PooledConnectionLifetime = Lifetime,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(settings.Authorities) },
    };

    // A school's own authority publishes no list of what it revoked.
    private static X509ChainPolicy? Policy(X509Certificate2Collection? authorities)
    {
        if (authorities is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
