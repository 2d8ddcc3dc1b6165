using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>Which certificates are trusted: those that the system trusts, and the ones of a file.</summary>
internal sealed class WireSecurity
{
    private readonly X509Certificate2Collection _trusted = [];

    /// <exception cref="BadInputException">The file can't be read, or holds no certificate.</exception>
    public WireSecurity(string? certificateFile)
    {
        if (certificateFile is null)
            return;
        try
        {
            _trusted.ImportFromPemFile(certificateFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the trusted certificate {certificateFile} can't be read: {e.Message}", e);
        }
        catch (CryptographicException e)
        {
            throw new BadInputException($"{certificateFile} is no certificate: give a PEM file, '-----BEGIN CERTIFICATE-----' and so on", e);
        }

        if (_trusted.Count == 0)
            throw new BadInputException($"{certificateFile} holds no certificate: give a PEM file, '-----BEGIN CERTIFICATE-----' and so on");
    }

    /// <param name="refused">Is told why a certificate isn't trusted.</param>
    public SslClientAuthenticationOptions OptionsFor(WireAddress address, Action<string> refused) => new()
    {
        TargetHost = address.Host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // Certificates are judged on the polling thread: nothing may be fetched for it.
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            string? fault = FaultOf(certificate as X509Certificate2, chain, errors, address);
            if (fault is not null)
                refused(fault);
            return fault is null;
        },
    };

    private string? FaultOf(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, WireAddress address)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return $"{address.Place} showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"{address.Place} showed the certificate of {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}, not of {address.Host}: check the host's name; somebody may be in between";
        X509ChainStatusFlags status = StatusOf(chain);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return $"the certificate of {address.Place} is good from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd} only: "
                + "it has expired, or this machine's clock is wrong";
        }

        return IsTrustedByFile(certificate, chain) ? null
            : $"the certificate of {address.Place} is not trusted ({status}): for a test server with a self-made one name its file (--certificate FILE); else somebody may be in between";
    }

    private bool IsTrustedByFile(X509Certificate2 certificate, X509Chain shown)
    {
        if (_trusted.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static X509ChainStatusFlags StatusOf(X509Chain chain)
    {
        X509ChainStatusFlags all = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus)
            all |= status.Status;
        return all;
    }
}
