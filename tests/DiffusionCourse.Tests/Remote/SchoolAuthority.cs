using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A certificate authority of a school's own, and the certificate that it gave to the server on this machine.</summary>
internal sealed class SchoolAuthority : IDisposable
{
    public SchoolAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=The school", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authority = request.CreateSelfSigned(from, to);
        Pem = authority.ExportCertificatePem();

        using var own = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var asked = new CertificateRequest("CN=127.0.0.1", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        asked.CertificateExtensions.Add(names.Build());
        using var signed = asked.Create(authority, from, to, [1, 2, 3, 4]);
        ServerPem = $"{signed.ExportCertificatePem()}\n{own.ExportPkcs8PrivateKeyPem()}\n";
        using var whole = signed.CopyWithPrivateKey(own);
        Server = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    /// <summary>The authority, for those who trust it.</summary>
    public string Pem { get; }

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The same as text.</summary>
    public string ServerPem { get; }

    public void Dispose() => Server.Dispose();
}
